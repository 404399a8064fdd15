package io.enerlink.settlement.device;

/**
 * A home's battery: takes what the home does not use and gives what it lacks, within its power and its room. What is lost,
 * is lost on the way in. Immutable; what is in it, others keep.
 *
 * @param capacityWh        0 without one
 * @param powerW            the most that goes in or out
 * @param efficiencyPercent of what goes in, that comes out again
 */
public record Battery(long capacityWh, long powerW, int efficiencyPercent) {

    /** A home without one. */
    public static final Battery NONE = new Battery(0, 0, 100);

    private static final int UWH_PER_WH = 1_000_000;
    private static final long MAX_WH = 1_000_000_000;

    /** @throws IllegalArgumentException when there can be no such battery */
    public Battery {
        if (capacityWh < 0 || capacityWh > MAX_WH || powerW < 0 || powerW > MAX_WH)
            throw new IllegalArgumentException("a battery has 0 to " + MAX_WH + " Wh and W");
        if (efficiencyPercent < 1 || efficiencyPercent > 100)
            throw new IllegalArgumentException("a battery gives back 1 to 100 percent: " + efficiencyPercent);
    }

    long capacityUwh() { return capacityWh * UWH_PER_WH; }

    /**
     * What goes into it within a time, below 0 out of it, in µWh.
     *
     * @param surplusUwh what the home yields above what it uses; below 0, what it lacks
     * @param ms         at most a day
     */
    long flowUwh(long surplusUwh, long storedUwh, long ms) {
        long mostUwh = powerW * ms * 10 / 36; // 1 W for 1 ms is 1/3.6 µWh
        if (surplusUwh < 0) return -Math.min(Math.min(-surplusUwh, mostUwh), storedUwh);
        long roomUwh = (capacityUwh() - storedUwh) * 100 / efficiencyPercent;
        return Math.min(Math.min(surplusUwh, mostUwh), roomUwh);
    }

    /** What goes into it now, below 0 out of it, in W. */
    long flowW(long surplusW, long storedUwh) {
        if (surplusW < 0) return storedUwh == 0 ? 0 : -Math.min(-surplusW, powerW);
        return storedUwh == capacityUwh() ? 0 : Math.min(surplusW, powerW);
    }

    /** What is in it after a flow, in µWh. */
    long after(long storedUwh, long flowUwh) {
        return storedUwh + (flowUwh < 0 ? flowUwh : flowUwh * efficiencyPercent / 100);
    }
}
