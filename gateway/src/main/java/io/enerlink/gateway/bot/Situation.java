package io.enerlink.gateway.bot;

import io.enerlink.engine.book.Side;
import io.enerlink.gateway.client.Balances;
import java.util.List;

/**
 * All that a bot decides from.
 *
 * @param balances escrow, what its own orders hold included as reserved
 * @param live its orders in the book
 * @param filledWh what was filled since the last decision
 * @param lastTradeTicks price of the last trade of anybody, 0 before the first
 * @param nowMs time of the decision
 * @param meter what the account's meters have counted, null where none is known
 */
public record Situation(Balances balances, List<LiveOrder> live, long filledWh, long lastTradeTicks, long nowMs,
        Forecast.Meter meter) {

    /** Where time and meters do not matter. */
    public Situation(Balances balances, List<LiveOrder> live, long filledWh, long lastTradeTicks) {
        this(balances, live, filledWh, lastTradeTicks, 0, null);
    }

    private static final long UWH_PER_WH = 1_000_000;

    /** ETK that asks may offer: what is free, and what its own asks hold. */
    public long offerableWh() {
        long heldWh = live.stream().filter(order -> order.side() == Side.ASK).mapToLong(LiveOrder::leavesWh).sum();
        return Math.addExact(balances.etk().free() / UWH_PER_WH, heldWh);
    }

    /** IDRS base units that bids may spend: what is free, and what its own bids hold without their fees. */
    public long spendable() {
        long held = live.stream().filter(order -> order.side() == Side.BID)
                .mapToLong(order -> order.rest().notional()).sum();
        return Math.addExact(balances.idrs().free(), held);
    }

    /** All ETK of the account, offered or not. */
    public long etkWh() {
        return balances.etk().total() / UWH_PER_WH;
    }

    /** What is owed to the converter, rounded up. */
    public long debtWh() {
        return Math.ceilDiv(balances.debtUwh(), UWH_PER_WH);
    }
}
