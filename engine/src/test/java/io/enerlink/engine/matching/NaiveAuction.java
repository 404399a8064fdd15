package io.enerlink.engine.matching;

import java.util.List;
import java.util.Map;

import io.enerlink.engine.book.SelfTrade;
import io.enerlink.engine.book.Side;
import io.enerlink.engine.matching.NaiveState.Instrument;
import io.enerlink.engine.matching.NaiveState.Order;

/** A call auction that tries every price. */
final class NaiveAuction {
    private final NaiveState state;
    private final NaiveEvents events;
    private final NaiveTrading trading;

    NaiveAuction(NaiveState state, NaiveEvents events, NaiveTrading trading) {
        this.state = state;
        this.events = events;
        this.trading = trading;
    }

    /** Parts of the orders that overlap. */
    long crossingParts(Instrument instrument) {
        if (!instrument.isCrossed()) return 0;
        long parts = 0;
        for (Side side : Side.values()) {
            long limitTicks = instrument.best(side.opposite()).priceTicks;
            for (Order order : state.orders.values()) {
                boolean overlaps = order.instrument == instrument && order.side == side
                        && NaiveTrading.crosses(side, order.priceTicks, limitTicks);
                if (overlaps) parts += NaiveTrading.parts(order);
            }
        }
        return parts;
    }

    void uncross(Instrument instrument, boolean endsAuction) {
        if (endsAuction && !instrument.isCrossed()) events.auctionUncrossed(instrument.id, 0, 0, 0);
        while (instrument.isCrossed()) {
            long priceTicks = price(instrument);
            long surplusWh = surplusWh(instrument, priceTicks);
            long tradedWh = tradeAt(instrument, priceTicks);
            events.auctionUncrossed(instrument.id, priceTicks, tradedWh, surplusWh);
        }
    }

    /** Most volume, then least left over, then nearest to the last price, or the middle where there was none. */
    private long price(Instrument instrument) {
        long lowTicks = instrument.best(Side.ASK).priceTicks;
        long highTicks = instrument.best(Side.BID).priceTicks;
        long bestVolumeWh = -1;
        long leastOverWh = 0;
        long fromTicks = 0;
        long toTicks = 0;
        for (long ticks = lowTicks; ticks <= highTicks; ticks += instrument.tickSize) {
            long volumeWh = Math.min(reachingWh(instrument, Side.BID, ticks), reachingWh(instrument, Side.ASK, ticks));
            long overWh = Math.abs(surplusWh(instrument, ticks));
            boolean better = volumeWh > bestVolumeWh || volumeWh == bestVolumeWh && overWh < leastOverWh;
            if (better) {
                bestVolumeWh = volumeWh;
                leastOverWh = overWh;
                fromTicks = ticks;
            }
            if (better || volumeWh == bestVolumeWh && overWh == leastOverWh) toTicks = ticks;
        }
        if (instrument.lastPriceTicks != 0) return Math.clamp(instrument.lastPriceTicks, fromTicks, toTicks);
        long steps = (toTicks - fromTicks) / instrument.tickSize;
        return fromTicks + steps / 2 * instrument.tickSize;
    }

    private static long surplusWh(Instrument instrument, long ticks) {
        return reachingWh(instrument, Side.BID, ticks) - reachingWh(instrument, Side.ASK, ticks);
    }

    private static long reachingWh(Instrument instrument, Side side, long ticks) {
        long sum = 0;
        for (Map.Entry<Long, List<Order>> level : instrument.side(side).entrySet()) {
            if (!NaiveTrading.crosses(side, level.getKey(), ticks)) break;
            for (Order order : level.getValue()) sum += order.leavesWh;
        }
        return sum;
    }

    private long tradeAt(Instrument instrument, long priceTicks) {
        long tradedWh = 0;
        while (reaches(instrument, Side.BID, priceTicks) && reaches(instrument, Side.ASK, priceTicks)) {
            Order bid = instrument.best(Side.BID);
            Order ask = instrument.best(Side.ASK);
            boolean bidIsNewer = bid.version.acceptance > ask.version.acceptance;
            Order newer = bidIsNewer ? bid : ask;
            Order older = bidIsNewer ? ask : bid;
            if (bid.account == ask.account) {
                if (newer.selfTrade != SelfTrade.CANCEL_NEWEST) trading.cancel(older, CancelReason.SELF_TRADE, 0);
                if (newer.selfTrade != SelfTrade.CANCEL_OLDEST) trading.cancel(newer, CancelReason.SELF_TRADE, 0);
                continue;
            }
            long quantityWh = Math.min(bid.visibleWh, ask.visibleWh);
            trading.trade(newer, newer.makerFeeBps, older, priceTicks, quantityWh);
            tradedWh += quantityWh;
        }
        return tradedWh;
    }

    private static boolean reaches(Instrument instrument, Side side, long priceTicks) {
        Order best = instrument.best(side);
        return best != null && NaiveTrading.crosses(side, best.priceTicks, priceTicks);
    }
}
