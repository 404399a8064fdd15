package io.enerlink.engine.matching;

import io.enerlink.engine.book.CallAuction;
import io.enerlink.engine.book.Ladder;
import io.enerlink.engine.book.Levels;
import io.enerlink.engine.book.OrderBook;
import io.enerlink.engine.book.Orders;
import io.enerlink.engine.book.SelfTrade;
import io.enerlink.engine.book.Side;

/** Ends a call auction: what overlaps trades at one price, best price and earliest first. Both sides pay as makers. */
final class Auction {
    private final ExchangeState state;
    private final OpenOrders openOrders;
    private final Matcher matcher;
    private final Orders orders;
    private final Levels levels;
    private final CallAuction auction;
    private final Incoming newer;
    private long tradedWh;

    Auction(ExchangeState state, OpenOrders openOrders, Matcher matcher, Incoming incoming) {
        this.state = state;
        this.openOrders = openOrders;
        this.matcher = matcher;
        orders = state.orders;
        levels = state.levels;
        auction = new CallAuction(levels);
        newer = incoming;
    }

    /** Trades until nothing overlaps; told also where nothing did, if an auction ended. */
    void uncross(Instrument instrument, boolean endsAuction) {
        if (endsAuction && !instrument.book.isCrossed()) state.events.auctionUncrossed(instrument.id, 0, 0, 0);
        while (instrument.book.isCrossed()) {
            auction.price(instrument.book, instrument.tickSize, instrument.lastPriceTicks);
            tradedWh = 0;
            tradeAt(instrument, auction.priceTicks());
            state.events.auctionUncrossed(instrument.id, auction.priceTicks(), tradedWh, auction.surplusWh());
        }
    }

    private void tradeAt(Instrument instrument, long priceTicks) {
        OrderBook book = instrument.book;
        while (reaches(book, Side.BID, priceTicks) && reaches(book, Side.ASK, priceTicks)) {
            int bid = levels.first(book.ladder(Side.BID).best());
            int ask = levels.first(book.ladder(Side.ASK).best());
            boolean bidIsNewer = acceptance(bid) > acceptance(ask);
            int newest = bidIsNewer ? bid : ask;
            int oldest = bidIsNewer ? ask : bid;
            if (orders.accountId(bid) == orders.accountId(ask)) preventSelfTrade(newest, oldest);
            else
                trade(instrument, newest, oldest, priceTicks);
        }
    }

    private boolean reaches(OrderBook book, Side side, long priceTicks) {
        Ladder ladder = book.ladder(side);
        return ladder.best() != Levels.NONE && side.crosses(levels.priceTicks(ladder.best()), priceTicks);
    }

    private long acceptance(int order) {
        return state.signed.acceptance(orders.version(order));
    }

    private void preventSelfTrade(int newest, int oldest) {
        SelfTrade rule = orders.selfTrade(newest);
        if (rule != SelfTrade.CANCEL_NEWEST) openOrders.cancel(oldest, CancelReason.SELF_TRADE, 0);
        if (rule != SelfTrade.CANCEL_OLDEST) openOrders.cancel(newest, CancelReason.SELF_TRADE, 0);
    }

    private void trade(Instrument instrument, int newest, int oldest, long priceTicks) {
        newer.instrument = instrument;
        newer.order = newest;
        newer.accountId = orders.accountId(newest);
        newer.clientOrderId = orders.clientOrderId(newest);
        newer.side = orders.side(newest);
        long quantityWh = Math.min(orders.visibleWh(newest), orders.visibleWh(oldest));
        matcher.tradeResting(newer, oldest, priceTicks, quantityWh);
        tradedWh += quantityWh;
    }
}
