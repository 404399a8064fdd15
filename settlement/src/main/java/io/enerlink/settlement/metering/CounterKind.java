package io.enerlink.settlement.metering;

/**
 * How a meter's registers behave when they fall.
 *
 * @param spanUwh    where they begin at 0 again, in µWh; 0 where that is not declared
 * @param sinceReset they are counters since the last settlement: where they fell, they counted from 0
 */
record CounterKind(long spanUwh, boolean sinceReset) {
    /** Cumulative, without a declared width. */
    static final CounterKind CUMULATIVE = new CounterKind(0, false);
}
