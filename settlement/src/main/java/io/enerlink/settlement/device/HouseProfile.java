package io.enerlink.settlement.device;

/**
 * A simulated home: a load that follows the hours, solar power that follows the sun, and both a little different in every
 * step, though always the same for the same seed.
 *
 * @param seed      tells homes apart
 * @param solarW    the most that its panels yield; 0 without panels
 * @param baseLoadW what it uses on average
 */
public record HouseProfile(long seed, long solarW, long baseLoadW) implements Profile {

    private static final int STEPS_PER_HOUR = 12;
    private static final int STEPS_PER_DAY = 24 * STEPS_PER_HOUR;
    /** Percent of the base load, by hour. */
    private static final int[] LOAD_PERCENT = {55, 50, 45, 45, 55, 90, 120, 110, 85, 80, 80, 90, 95, 90, 85, 90, 110,
            140, 185, 195, 180, 150, 105, 70};
    /** Percent of the panels' power, by hour, near the equator. */
    private static final int[] SOLAR_PERCENT = {0, 0, 0, 0, 0, 0, 5, 20, 42, 62, 78, 88, 92, 88, 76, 58, 36, 12, 0, 0,
            0, 0, 0, 0};

    public HouseProfile {
        if (solarW < 0 || baseLoadW < 0) throw new IllegalArgumentException("a home has no negative power");
    }

    @Override
    public Step step(long index) {
        long loadUwh = energyUwh(baseLoadW, percent(LOAD_PERCENT, index), 70 + noise(index, 1, 61));
        long cloudPercent = 60 + noise(index / STEPS_PER_HOUR, 2, 41);
        long solarUwh = energyUwh(solarW, percent(SOLAR_PERCENT, index), cloudPercent);
        return new Step(Math.max(0, solarUwh - loadUwh), Math.max(0, loadUwh - solarUwh), loadUwh, solarUwh);
    }

    /** 1 W over a step is 10^6 / 12 µWh. */
    private static long energyUwh(long powerW, long percent, long noisePercent) {
        return powerW * percent * noisePercent * 100 / STEPS_PER_HOUR;
    }

    private static long percent(int[] byHour, long index) {
        long inDay = Math.floorMod(index, STEPS_PER_DAY);
        int hour = (int) (inDay / STEPS_PER_HOUR);
        long into = inDay % STEPS_PER_HOUR;
        return (byHour[hour] * (STEPS_PER_HOUR - into) + byHour[(hour + 1) % byHour.length] * into) / STEPS_PER_HOUR;
    }

    /** From 0 to below {@code bound}, by splitmix64. */
    private long noise(long index, int stream, int bound) {
        long z = seed * 0x9E3779B97F4A7C15L + index * 0xBF58476D1CE4E5B9L + stream;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return Math.floorMod(z ^ z >>> 31, bound);
    }
}
