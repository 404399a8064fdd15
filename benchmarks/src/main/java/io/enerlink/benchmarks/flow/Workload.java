package io.enerlink.benchmarks.flow;

import java.util.Locale;

/**
 * What is measured: the mix that exchange-core measures itself with, five regimes of a market, and one with hardly a buyer.
 *
 * @param messages      timed, of a full run
 * @param resting       orders that fill the book first; of a regime 0
 * @param lifeMessages  of a regime: how many messages an order lives on average until it is cancelled
 * @param widthTicks    how far from the middle orders are placed at most
 * @param gridTicks     prices of a regime are multiples of this
 * @param swing         by which part of itself the middle swings up and down
 * @param bidPercent   of a regime: how many of its orders are bids
 * @param crashes       whether the middle falls at once and comes back, and every other time rises, instead of swinging
 */
public record Workload(String name, int messages, int resting, int lifeMessages, int widthTicks, int gridTicks,
        double swing, int bidPercent, boolean crashes) {

    private static final int EVEN = 50;

    public static final Workload[] ALL = {mix("mix-1k", 3_000_000, 1_000, 2_000),
            mix("mix-100k", 3_000_000, 100_000, 20_000), mix("mix-1m", 1_000_000, 1_000_000, 200_000),
            new Workload("static-deep", 2_000_000, 0, 57_000, 31, 1, 0, EVEN, false),
            new Workload("normal", 2_000_000, 0, 7_500, 131, 1, 0.0001, EVEN, false),
            new Workload("swing-25", 2_000_000, 0, 4_400, 40_000, 50, 0.25, EVEN, false),
            new Workload("swing-40", 2_000_000, 0, 2_150, 60_000, 80, 0.40, EVEN, false),
            new Workload("flash-crash", 2_000_000, 0, 650, 60_000, 133, 0.40, EVEN, true),
            new Workload("one-sided", 2_000_000, 0, 7_500, 5_000, 1, 0.01, 2, false)};

    private static Workload mix(String name, int messages, int resting, int widthTicks) {
        return new Workload(name, messages, resting, 0, widthTicks, 1, 0, EVEN, false);
    }

    public boolean isMix() { return resting > 0; }

    public boolean isOneSided() { return bidPercent != EVEN; }

    /** @param scale the part of its messages that is made */
    public Flow flow(double scale) {
        int count = (int) (messages * scale);
        return isMix() ? new MixFlow(this, count).make() : new RegimeFlow(this, count).make();
    }

    /** @throws IllegalArgumentException for a name that none has */
    public static Workload of(String name) {
        for (Workload workload : ALL) {
            if (workload.name.equals(name.toLowerCase(Locale.ROOT))) return workload;
        }
        throw new IllegalArgumentException("no workload " + name);
    }
}
