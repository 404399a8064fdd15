package io.enerlink.engine.matching;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

import io.enerlink.engine.book.SelfTrade;
import io.enerlink.engine.book.Side;
import io.enerlink.engine.book.TimeInForce;
import io.enerlink.engine.ledger.Asset;
import io.enerlink.engine.matching.NaiveState.Account;
import io.enerlink.engine.matching.NaiveState.Instrument;
import io.enerlink.engine.matching.NaiveState.Known;
import io.enerlink.engine.matching.NaiveState.Order;
import io.enerlink.engine.matching.NaiveState.Version;

/** Matching, the slow and plain way. */
final class NaiveTrading {
    private final NaiveState state;
    private final NaiveEvents events;
    private final NaiveBatches batches;

    NaiveTrading(NaiveState state, NaiveEvents events, NaiveBatches batches) {
        this.state = state;
        this.events = events;
        this.batches = batches;
    }

    /** Cancels those of some orders whose expiry has come, by acceptance. */
    void expire(Predicate<Order> some) {
        state.orders.values().stream().filter(order -> order.version.expiryMs <= state.nowMs).filter(some)
                .sorted((order, other) -> Long.compare(order.version.acceptance, other.version.acceptance)).toList()
                .forEach(order -> cancel(order, CancelReason.EXPIRED, 0));
    }

    /** Trades what an accepted order can trade now, then rests or ends what is left. */
    void enter(NaiveTaker taker, Order order) {
        CancelReason stopped = null;
        if (taker.instrument.state == TradingState.OPEN) stopped = match(taker, order);
        if (order.leavesWh > 0 && stopped == null) {
            if (!taker.timeInForce.rests()) stopped = CancelReason.IMMEDIATE_OR_CANCEL;
            else
                stopped = restWithinQuote(taker, order);
        }
        if (order.leavesWh > 0 && stopped == null) {
            rest(order);
            return;
        }
        if (order.leavesWh > 0) events.canceled(order, stopped, state.correlationId);
        end(order);
    }

    private CancelReason restWithinQuote(NaiveTaker taker, Order order) {
        long affordableWh = taker.affordableWh(order.priceTicks);
        if (affordableWh >= order.leavesWh) return null;
        if (affordableWh == 0) return CancelReason.MAX_QUOTE;
        order.version.quantityWh -= order.leavesWh - affordableWh;
        order.leavesWh = affordableWh;
        events.replaced(order, order.priceTicks, order.version.quantityWh, order.leavesWh, order.version.expiryMs,
                true);
        return null;
    }

    private CancelReason match(NaiveTaker taker, Order order) {
        while (order.leavesWh > 0) {
            Order maker = order.instrument.best(order.side.opposite());
            if (maker == null || !crosses(order.side, order.priceTicks, maker.priceTicks)) return null;
            if (maker.account == order.account) {
                if (order.selfTrade != SelfTrade.CANCEL_NEWEST) cancel(maker, CancelReason.SELF_TRADE, 0);
                if (order.selfTrade != SelfTrade.CANCEL_OLDEST) return CancelReason.SELF_TRADE;
                continue;
            }
            long quantityWh = Math.min(Math.min(order.leavesWh, maker.visibleWh), taker.affordableWh(maker.priceTicks));
            if (quantityWh == 0) return CancelReason.MAX_QUOTE;
            trade(order, order.instrument.takerFeeBps, maker, maker.priceTicks, quantityWh);
            taker.spent += quantityWh * maker.priceTicks * 10;
        }
        return null;
    }

    /** A trade of a resting order with one that may rest or not. */
    void trade(Order taker, int takerFeeBps, Order maker, long priceTicks, long quantityWh) {
        long quote = quantityWh * priceTicks * 10;
        long makerFee = NaiveState.fee(quote, maker.makerFeeBps);
        long takerFee = NaiveState.fee(quote, takerFeeBps);
        batches.makeRoom(maker.version, taker.version);
        fill(maker, quantityWh, quote, makerFee);
        fill(taker, quantityWh, quote, takerFee);
        maker.instrument.lastPriceTicks = priceTicks;
        events.traded(maker, taker, priceTicks, quantityWh, quote, makerFee, takerFee);
        goOn(maker);
        if (state.orders.containsKey(taker.id)) goOn(taker);
    }

    private void fill(Order order, long quantityWh, long quote, long fee) {
        long base = quantityWh * 1_000_000;
        batches.add(order.version, base, quote, fee);
        state.add(order.account, order.side.pays(), -NaiveBatches.paid(order.side, base, quote, fee));
        state.add(order.account, order.side.receives(), order.side == Side.BID ? base : quote - fee);
        order.leavesWh -= quantityWh;
        if (!state.orders.containsKey(order.id)) return;
        order.visibleWh -= quantityWh;
        state.touchLevel(order);
    }

    /** A resting order was filled: it ends, or shows its next part behind the others. */
    private void goOn(Order order) {
        if (order.leavesWh == 0) {
            leaveBook(order);
            end(order);
        } else if (order.visibleWh == 0) {
            List<Order> queue = order.instrument.side(order.side).get(order.priceTicks);
            queue.remove(order);
            queue.add(order);
            order.visibleWh = Math.min(order.version.displayWh, order.leavesWh);
        }
    }

    void rest(Order order) {
        long displayWh = order.version.displayWh;
        order.visibleWh = displayWh == 0 ? order.leavesWh : Math.min(displayWh, order.leavesWh);
        state.touchedAccounts.add(order.account);
        state.orders.put(order.id, order);
        order.instrument.side(order.side).computeIfAbsent(order.priceTicks, price -> new ArrayList<>()).add(order);
        state.touchLevel(order);
    }

    void leaveBook(Order order) {
        state.touchLevel(order);
        state.orders.remove(order.id);
        List<Order> queue = order.instrument.side(order.side).get(order.priceTicks);
        queue.remove(order);
        if (queue.isEmpty()) order.instrument.side(order.side).remove(order.priceTicks);
    }

    /** Gives up the order's place; its client order id is forgotten some time later. */
    void end(Order order) {
        if (order.known != null) {
            state.ended.add(order.known);
            if (state.ended.size() > ClientOrders.REMEMBERED) {
                Known oldest = state.ended.remove();
                state.known.remove(List.of((long) oldest.account, oldest.clientOrderId));
            }
        }
        state.freeIds.push(order.id);
    }

    void cancel(Order order, CancelReason reason, long correlationId) {
        events.canceled(order, reason, correlationId);
        state.touchedAccounts.add(order.account);
        leaveBook(order);
        end(order);
    }

    int cancelAll(Account account, Instrument instrument, CancelReason reason, long correlationId) {
        List<Order> found = state.ordersOf(account, instrument);
        for (Order order : found) cancel(order, reason, correlationId);
        return found.size();
    }

    void cancelPaying(Account account, Asset asset, CancelReason reason) {
        for (Order order : state.ordersOf(account, null)) {
            if (order.side.pays() == asset) cancel(order, reason, 0);
        }
    }

    Version version(NaiveTaker taker, long orderId) {
        Version version = new Version();
        version.acceptance = ++state.lastAcceptance;
        version.quantityWh = taker.quantityWh;
        version.signedQuantityWh = taker.quantityWh;
        version.displayWh = taker.displayWh;
        version.spent = taker.spent;
        version.expiryMs = taker.expiryMs;
        version.maxQuote = taker.maxQuote;
        version.nonce = taker.nonce;
        version.priceTicks = taker.priceTicks;
        version.orderId = orderId;
        version.account = taker.account;
        version.instrument = taker.instrument;
        version.epoch = taker.epoch;
        version.maxFeeBps = taker.maxFeeBps;
        version.timeInForce = taker.timeInForce;
        version.postOnly = taker.postOnly;
        version.side = taker.side;
        version.signer = taker.signer;
        version.signature = taker.signature;
        return version;
    }

    /** Plays the order through on a copy of the other side. */
    boolean canFill(NaiveTaker taker) {
        long leavesWh = taker.leavesWh;
        long spent = taker.spent;
        try {
            for (Map.Entry<Long, List<Order>> level : taker.instrument.side(taker.side.opposite()).entrySet()) {
                if (!crosses(taker.side, taker.priceTicks, level.getKey())) return false;
                List<long[]> queue = new ArrayList<>();
                for (Order order : level.getValue()) {
                    long own = order.account == taker.account ? 1 : 0;
                    queue.add(new long[]{own, order.leavesWh, order.visibleWh, order.version.displayWh});
                }
                while (!queue.isEmpty()) {
                    long[] maker = queue.removeFirst();
                    if (maker[0] == 1 && taker.selfTrade == SelfTrade.CANCEL_OLDEST) continue;
                    if (maker[0] == 1) return false;
                    long quantityWh = Math.min(leavesWh, maker[2]);
                    if (taker.affordableWh(level.getKey()) < quantityWh) return true;
                    leavesWh -= quantityWh;
                    taker.spent += quantityWh * level.getKey() * 10;
                    if (leavesWh == 0) return true;
                    maker[1] -= quantityWh;
                    maker[2] = Math.min(maker[1], maker[3]);
                    if (maker[1] > 0) queue.add(maker);
                }
            }
            return false;
        } finally {
            taker.spent = spent;
        }
    }

    /**
     * At most as many fills as an order's trades can be: each part of each order of the levels that it takes whole, and
     * at the last level as many orders as cover it; all their parts where one of them hides some.
     */
    long fillsAtMost(NaiveTaker taker) {
        long fills = 0;
        long leavesWh = taker.leavesWh;
        for (Map.Entry<Long, List<Order>> level : taker.instrument.side(taker.side.opposite()).entrySet()) {
            if (leavesWh <= 0 || !crosses(taker.side, taker.priceTicks, level.getKey())) break;
            List<Order> queue = new ArrayList<>(level.getValue());
            boolean hides = queue.stream().anyMatch(order -> order.visibleWh < order.leavesWh);
            if (taker.selfTrade == SelfTrade.CANCEL_OLDEST) queue.removeIf(order -> order.account == taker.account);
            long levelWh = 0;
            for (Order order : queue) {
                if (!hides && levelWh >= leavesWh) break;
                fills += parts(order);
                levelWh += order.leavesWh;
            }
            leavesWh -= levelWh;
        }
        return fills;
    }

    /** How often an order shows something until it is gone. */
    static long parts(Order order) {
        long hiddenWh = order.leavesWh - order.visibleWh;
        return hiddenWh == 0 ? 1 : 1 + (hiddenWh + order.version.displayWh - 1) / order.version.displayWh;
    }

    static boolean crosses(Side side, long limitTicks, long oppositeTicks) {
        return side == Side.BID ? limitTicks >= oppositeTicks : limitTicks <= oppositeTicks;
    }

    boolean wouldTrade(NaiveTaker taker) {
        Order best = taker.instrument.best(taker.side.opposite());
        return taker.instrument.state == TradingState.OPEN && best != null
                && crosses(taker.side, taker.priceTicks, best.priceTicks);
    }

    static boolean isImmediate(TimeInForce timeInForce) {
        return timeInForce == TimeInForce.IOC || timeInForce == TimeInForce.FOK;
    }
}
