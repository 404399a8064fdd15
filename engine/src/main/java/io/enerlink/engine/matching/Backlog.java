package io.enerlink.engine.matching;

import io.enerlink.engine.book.Ladder;
import io.enerlink.engine.book.Levels;
import io.enerlink.engine.book.OrderBook;
import io.enerlink.engine.book.Orders;
import io.enerlink.engine.book.SelfTrade;
import io.enerlink.engine.book.Side;

/** Whether all that could trade now still fits into what may wait for settlement. Never guesses too low. */
final class Backlog {
    private final Clearing clearing;
    private final SignedOrders signed;
    private final Orders orders;
    private final Levels levels;

    Backlog(ExchangeState state, Clearing clearing) {
        this.clearing = clearing;
        signed = state.signed;
        orders = state.orders;
        levels = state.levels;
    }

    boolean hasRoomFor(Incoming incoming) {
        return clearing.hasRoomFor(clearing.executionsAtMost(fillsAtMost(incoming)));
    }

    boolean accountHasRoom(int accountId) {
        return clearing.accountHasRoom(accountId);
    }

    boolean hasRoomForAuction(long parts) {
        return parts == 0 || clearing.hasRoomFor(clearing.auctionExecutionsAtMost(parts));
    }

    /** In how many parts the overlapping orders of a book show themselves until they are gone. */
    long crossingParts(OrderBook book) {
        return book.isCrossed() ? crossingParts(book, Side.BID) + crossingParts(book, Side.ASK) : 0;
    }

    private long crossingParts(OrderBook book, Side side) {
        long parts = 0;
        long oppositeTicks = levels.priceTicks(book.ladder(side.opposite()).best());
        Ladder ladder = book.ladder(side);
        for (int level = ladder.best(); level != Levels.NONE; level = ladder.next(level)) {
            if (!side.crosses(levels.priceTicks(level), oppositeTicks)) break;
            parts += parts(level, Accounts.NONE, Long.MAX_VALUE);
        }
        return parts;
    }

    /**
     * Each part of each order of the levels that are taken whole, and at the last level as many orders as cover the
     * incoming one; all their parts where one of them hides some.
     */
    private long fillsAtMost(Incoming incoming) {
        Ladder opposite = incoming.instrument.book.ladder(incoming.side.opposite());
        int passedOver = incoming.selfTrade == SelfTrade.CANCEL_OLDEST ? incoming.accountId : Accounts.NONE;
        long fills = 0;
        long leavesWh = incoming.leavesWh;
        for (int level = opposite.best(); level != Levels.NONE && leavesWh > 0; level = opposite.next(level)) {
            if (!incoming.side.crosses(incoming.priceTicks, levels.priceTicks(level))) break;
            fills += parts(level, passedOver, leavesWh);
            leavesWh -= totalWh(level, passedOver);
        }
        return fills;
    }

    private long totalWh(int level, int passedOver) {
        long totalWh = levels.totalWh(level);
        if (passedOver == Accounts.NONE) return totalWh;
        for (int order = levels.first(level); order != Orders.NONE; order = orders.next(order)) {
            if (orders.accountId(order) == passedOver) totalWh -= orders.leavesWh(order);
        }
        return totalWh;
    }

    private long parts(int level, int passedOver, long neededWh) {
        boolean hides = levels.visibleWh(level) < levels.totalWh(level);
        if (!hides && passedOver == Accounts.NONE && levels.totalWh(level) <= neededWh) return levels.count(level);
        long parts = 0;
        long coveredWh = 0;
        for (int order = levels.first(level); order != Orders.NONE; order = orders.next(order)) {
            if (!hides && coveredWh >= neededWh) break;
            if (orders.accountId(order) == passedOver) continue;
            parts += parts(order);
            coveredWh += orders.leavesWh(order);
        }
        return parts;
    }

    private long parts(int order) {
        long hiddenWh = orders.leavesWh(order) - orders.visibleWh(order);
        return hiddenWh == 0 ? 1 : 1 + Math.ceilDiv(hiddenWh, signed.displayWh(orders.version(order)));
    }
}
