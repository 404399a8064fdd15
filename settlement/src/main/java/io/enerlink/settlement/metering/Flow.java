package io.enerlink.settlement.metering;

import java.math.BigDecimal;

/** What a device says goes one way now, in its own units; null where it does not say. */
record Flow(BigDecimal power, BigDecimal current, BigDecimal voltage) {

    static final Flow UNSAID = new Flow(null, null, null);

    /** By how much V·I may differ from P: between what is right and a unit that is wrong by 1000. */
    static final long TOLERANCE = 30;
    /** Below this nothing can be told: the sensors' noise. */
    private static final long LEAST_MW = 100;

    /** Whether V·I is far from P. */
    boolean isStrange(Units units) {
        if (power == null || current == null || voltage == null) return false;
        long powerMw = Math.abs(units.powerMw(power));
        long productMw = Math.abs(units.powerMw(current.multiply(voltage)));
        if (Math.max(powerMw, productMw) < LEAST_MW * TOLERANCE) return false;
        return powerMw > TOLERANCE * productMw || productMw > TOLERANCE * powerMw;
    }

    /** 0 where the device does not say. */
    long powerMw(Units units) {
        return power == null ? 0 : units.powerMw(power);
    }
}
