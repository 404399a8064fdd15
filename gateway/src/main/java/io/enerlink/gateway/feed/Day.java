package io.enerlink.gateway.feed;

import io.enerlink.settlement.history.Candle;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The trades of the last 24 hours, in whole quarters of an hour. Not thread-safe. */
final class Day {
    /** How many quarters a day has. */
    static final int QUARTERS = 96;

    private static final long DAY_MS = 24 * 3_600_000L;

    private final Deque<Candle> quarters = new ArrayDeque<>();

    /** What was before. @param oldestFirst quarters */
    void restore(List<Candle> oldestFirst) {
        quarters.addAll(oldestFirst);
    }

    void add(long priceTicks, long quantityWh, long timestampMs) {
        forgetBefore(timestampMs - DAY_MS);
        long openMs = Interval.QUARTER.openMs(timestampMs);
        Candle last = quarters.peekLast();
        if (last != null && last.openMs() >= openMs) {
            quarters.removeLast();
            quarters.addLast(last.with(priceTicks, quantityWh));
        } else {
            quarters.addLast(Candle.of(openMs, priceTicks, quantityWh));
        }
    }

    /** All of them as one, null where there were none. */
    Candle total(long nowMs) {
        forgetBefore(nowMs - DAY_MS);
        Candle total = null;
        for (Candle quarter : quarters) total = total == null ? quarter : total.and(quarter);
        return total;
    }

    private void forgetBefore(long ms) {
        while (!quarters.isEmpty() && quarters.peekFirst().openMs() < ms) quarters.removeFirst();
    }
}
