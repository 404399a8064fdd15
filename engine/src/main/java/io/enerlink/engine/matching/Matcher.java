package io.enerlink.engine.matching;

import io.enerlink.engine.book.Ladder;
import io.enerlink.engine.book.Levels;
import io.enerlink.engine.book.Orders;
import io.enerlink.engine.book.SelfTrade;
import io.enerlink.engine.book.Side;
import io.enerlink.engine.ledger.Ledger;
import io.enerlink.engine.ledger.Money;

/** Matches an incoming order against the book; money and executions move with every fill. */
final class Matcher {
    private final ExchangeState state;
    private final OrderEvents events;
    private final OpenOrders openOrders;
    private final Clearing clearing;
    private final Orders orders;
    private final Levels levels;
    private final Ledger ledger;

    Matcher(ExchangeState state, OrderEvents events, OpenOrders openOrders, Clearing clearing) {
        this.state = state;
        this.events = events;
        this.openOrders = openOrders;
        this.clearing = clearing;
        orders = state.orders;
        levels = state.levels;
        ledger = state.ledger;
    }

    /** Trades what can be traded now, then rests or ends what is left. */
    void enter(Incoming incoming) {
        if (incoming.instrument.state == TradingState.OPEN) match(incoming);
        if (incoming.leavesWh > 0 && incoming.stopped == null) settleRemainder(incoming);
        if (incoming.leavesWh > 0 && incoming.stopped == null) {
            openOrders.rest(incoming);
            return;
        }
        if (incoming.leavesWh > 0) {
            events.canceled(incoming.order, incoming.instrument.id, incoming.leavesWh, incoming.stopped,
                    state.correlationId);
        }
        openOrders.end(incoming.order);
    }

    /** What does not rest ends; of what rests, only as much as the rest of its quote limit buys at its price. */
    private void settleRemainder(Incoming incoming) {
        if (!incoming.timeInForce.rests()) {
            incoming.stopped = CancelReason.IMMEDIATE_OR_CANCEL;
            return;
        }
        if (!cutToMaxQuote(incoming) || incoming.stopped != null) return;
        state.signed.quantityWh(incoming.version, incoming.quantityWh);
        events.replaced(incoming.order, incoming.instrument.id, incoming.priceTicks, incoming.quantityWh,
                incoming.leavesWh, incoming.expiryMs, true);
    }

    /** Lowers a bid to what the rest of its quote limit buys at its price; it stops where that is nothing. */
    boolean cutToMaxQuote(Incoming incoming) {
        long affordableWh = affordableWh(incoming, incoming.priceTicks);
        if (affordableWh >= incoming.leavesWh) return false;
        if (affordableWh == 0) {
            incoming.stopped = CancelReason.MAX_QUOTE;
            return true;
        }
        incoming.quantityWh -= incoming.leavesWh - affordableWh;
        incoming.leavesWh = affordableWh;
        return true;
    }

    private void match(Incoming incoming) {
        Ladder opposite = incoming.instrument.book.ladder(incoming.side.opposite());
        while (incoming.leavesWh > 0) {
            int level = opposite.best();
            if (level == Levels.NONE) return;
            long priceTicks = levels.priceTicks(level);
            if (!incoming.side.crosses(incoming.priceTicks, priceTicks)) return;
            int maker = levels.first(level);
            if (orders.accountId(maker) == incoming.accountId) {
                if (!preventSelfTrade(incoming, maker)) return;
            } else if (!fill(incoming, maker, priceTicks)) {
                return;
            }
        }
    }

    /** Whether the incoming order goes on. */
    private boolean preventSelfTrade(Incoming incoming, int maker) {
        if (incoming.selfTrade != SelfTrade.CANCEL_NEWEST) openOrders.cancel(maker, CancelReason.SELF_TRADE, 0);
        if (incoming.selfTrade == SelfTrade.CANCEL_OLDEST) return true;
        incoming.stopped = CancelReason.SELF_TRADE;
        return false;
    }

    /** Whether the incoming order goes on. */
    private boolean fill(Incoming incoming, int maker, long priceTicks) {
        long quantityWh = Math.min(incoming.leavesWh, orders.visibleWh(maker));
        if (incoming.quoteLeft != Incoming.NO_MAX_QUOTE) {
            quantityWh = Math.min(quantityWh, affordableWh(incoming, priceTicks));
            if (quantityWh == 0) {
                incoming.stopped = CancelReason.MAX_QUOTE;
                return false;
            }
        }
        trade(incoming, maker, priceTicks, quantityWh);
        return true;
    }

    private void trade(Incoming incoming, int maker, long priceTicks, long quantityWh) {
        long quote = Money.notional(quantityWh, priceTicks);
        long baseUwh = Money.baseUwh(quantityWh);
        long makerFee = Money.fee(quote, orders.makerFeeBps(maker));
        long takerFee = Money.fee(quote, incoming.takerFeeBps);
        clearing.makeRoom(orders.execution(maker), orders.version(maker), incoming.execution, incoming.version);
        fillResting(maker, incoming.side.opposite(), quantityWh, quote, makerFee);
        incoming.execution = clearing.add(incoming.execution, incoming.version, incoming.accountId, incoming.side,
                baseUwh, quote, takerFee);
        ledger.withdraw(incoming.accountId, incoming.side.pays(), incoming.side.paid(baseUwh, quote, takerFee));
        ledger.receive(incoming.accountId, incoming.side.receives(),
                incoming.side.received(baseUwh, quote, takerFee));

        incoming.leavesWh -= quantityWh;
        if (incoming.quoteLeft != Incoming.NO_MAX_QUOTE) incoming.quoteLeft -= quote;
        incoming.instrument.lastPriceTicks = priceTicks;
        events.traded(incoming, maker, clearing.openBatchId(), priceTicks, quantityWh, quote, makerFee, takerFee);
        goOn(incoming.instrument, maker);
    }

    /** Trades two resting orders, both at their maker fee; the newer one is told as the taker. */
    void tradeResting(Incoming newer, int older, long priceTicks, long quantityWh) {
        long quote = Money.notional(quantityWh, priceTicks);
        long olderFee = Money.fee(quote, orders.makerFeeBps(older));
        long newerFee = Money.fee(quote, orders.makerFeeBps(newer.order));
        clearing.makeRoom(orders.execution(older), orders.version(older), orders.execution(newer.order),
                orders.version(newer.order));
        fillResting(older, newer.side.opposite(), quantityWh, quote, olderFee);
        fillResting(newer.order, newer.side, quantityWh, quote, newerFee);
        newer.leavesWh = orders.leavesWh(newer.order);
        newer.instrument.lastPriceTicks = priceTicks;
        events.traded(newer, older, clearing.openBatchId(), priceTicks, quantityWh, quote, olderFee, newerFee);
        goOn(newer.instrument, older);
        goOn(newer.instrument, newer.order);
    }

    /** Everything a fill does to a resting order but telling it. */
    private void fillResting(int order, Side side, long quantityWh, long quote, long fee) {
        int accountId = orders.accountId(order);
        long baseUwh = Money.baseUwh(quantityWh);
        orders.execution(order, clearing.add(orders.execution(order), orders.version(order), accountId, side, baseUwh,
                quote, fee));
        long reserved = openOrders.reserve(order);
        openOrders.instrument(order).book.fill(order, quantityWh);
        reserved -= openOrders.reserve(order);
        ledger.spendReserved(accountId, side.pays(), reserved, side.paid(baseUwh, quote, fee));
        ledger.receive(accountId, side.receives(), side.received(baseUwh, quote, fee));
    }

    /** A resting order was filled: it ends, shows its next part, or stays as it is. */
    private void goOn(Instrument instrument, int order) {
        if (orders.leavesWh(order) == 0) openOrders.filled(order);
        else if (orders.visibleWh(order) == 0) {
            instrument.book.showNext(order, state.signed.displayWh(orders.version(order)));
        }
    }

    /** Whether an order would be filled whole at once, or spend its quote limit to less than a lot, now. */
    boolean canFill(Incoming incoming) {
        Ladder opposite = incoming.instrument.book.ladder(incoming.side.opposite());
        long leavesWh = incoming.leavesWh;
        long quoteLeft = incoming.quoteLeft;
        for (int level = opposite.best(); level != Levels.NONE; level = opposite.next(level)) {
            long priceTicks = levels.priceTicks(level);
            if (!incoming.side.crosses(incoming.priceTicks, priceTicks)) return false;
            int own = incoming.selfTrade == SelfTrade.CANCEL_OLDEST ? Orders.NONE : ownOrder(level, incoming.accountId);
            long reachableWh = own == Orders.NONE ? othersWh(level, incoming.accountId) : visibleBeforeWh(level, own);
            long quantityWh = Math.min(leavesWh, reachableWh);
            if (affordableWh(incoming.instrument, quoteLeft, priceTicks) < quantityWh) return true;
            leavesWh -= quantityWh;
            if (quoteLeft != Incoming.NO_MAX_QUOTE) quoteLeft -= Money.notional(quantityWh, priceTicks);
            if (leavesWh == 0) return true;
            if (own != Orders.NONE) return false;
        }
        return false;
    }

    private int ownOrder(int level, int accountId) {
        int order = levels.first(level);
        while (order != Orders.NONE && orders.accountId(order) != accountId) order = orders.next(order);
        return order;
    }

    private long visibleBeforeWh(int level, int own) {
        long visibleWh = 0;
        for (int order = levels.first(level); order != own; order = orders.next(order)) {
            visibleWh += orders.visibleWh(order);
        }
        return visibleWh;
    }

    private long othersWh(int level, int accountId) {
        long leavesWh = levels.totalWh(level);
        for (int order = levels.first(level); order != Orders.NONE; order = orders.next(order)) {
            if (orders.accountId(order) == accountId) leavesWh -= orders.leavesWh(order);
        }
        return leavesWh;
    }

    private static long affordableWh(Incoming incoming, long priceTicks) {
        return affordableWh(incoming.instrument, incoming.quoteLeft, priceTicks);
    }

    private static long affordableWh(Instrument instrument, long quoteLeft, long priceTicks) {
        if (quoteLeft == Incoming.NO_MAX_QUOTE) return Long.MAX_VALUE;
        long affordableWh = quoteLeft / Money.notional(1, priceTicks);
        return affordableWh - affordableWh % instrument.lotWh;
    }
}
