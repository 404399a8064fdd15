package io.enerlink.gateway.bot;

/**
 * What a home will use and what its sun will yield, by the hour of its day, learned from its own meter: a mean in which
 * each day counts a quarter of what was known before it. Not thread-safe.
 */
public final class Forecast {
    private static final int HOURS = 24;
    private static final long WEIGHT = 4;
    private static final long UWH_PER_WH = 1_000_000;

    private final long dayMs;
    private final long[] loadUwh = new long[HOURS];
    private final long[] sunUwh = new long[HOURS];
    private final boolean[] known = new boolean[HOURS];
    private Meter last;
    private Meter hourBegan;

    /** What a home's meter has counted, in µWh. @param atMs of the reading */
    public record Meter(long exportUwh, long importUwh, long atMs) {}

    /** @param dayMs how long a day is: shorter than 24 h for a meter that runs faster than time */
    public Forecast(long dayMs) {
        if (dayMs < HOURS) throw new IllegalArgumentException("a day has at least " + HOURS + " ms");
        this.dayMs = dayMs;
    }

    /** Takes the newest reading; an hour of which the beginning was not seen teaches nothing. */
    public void learn(Meter meter) {
        if (meter.equals(last)) return;
        if (last != null && hour(meter.atMs) != hour(last.atMs)) endHour(meter);
        last = meter;
    }

    private void endHour(Meter meter) {
        if (hourBegan != null && hour(last.atMs) == hour(hourBegan.atMs) && hour(meter.atMs) == hour(last.atMs) + 1) {
            int of = ofDay(hour(last.atMs));
            loadUwh[of] = mean(loadUwh[of], meter.importUwh - hourBegan.importUwh, known[of]);
            sunUwh[of] = mean(sunUwh[of], meter.exportUwh - hourBegan.exportUwh, known[of]);
            known[of] = true;
        }
        hourBegan = meter;
    }

    private static long mean(long before, long now, boolean known) {
        return known ? before + (now - before) / WEIGHT : now;
    }

    /** The most that the home will lack at any time of the next day if nobody sells it anything. */
    public long shortageWh(long nowMs) {
        long lackedUwh = 0;
        long mostUwh = 0;
        for (int ahead = 0; ahead < HOURS; ahead++) {
            int of = ofDay(hour(nowMs) + ahead);
            lackedUwh += loadUwh[of] - sunUwh[of];
            mostUwh = Math.max(mostUwh, lackedUwh);
        }
        return mostUwh / UWH_PER_WH;
    }

    /** Hours since 1970, as long as the home's are. */
    private long hour(long ms) {
        return Math.floorDiv(ms * HOURS, dayMs);
    }

    private static int ofDay(long hour) {
        return (int) Math.floorMod(hour, (long) HOURS);
    }
}
