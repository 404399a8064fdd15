package io.enerlink.settlement.metering;

import java.math.BigDecimal;

/**
 * What flows in and around a home now, as its device says, in mW; null where it does not say.
 *
 * @param solarMw   from the roof
 * @param loadMw    what the home uses
 * @param batteryMw into the battery, below 0 out of it
 * @param exportMw  to the grid
 * @param importMw  from the grid
 */
public record HomePower(Long solarMw, Long loadMw, Long batteryMw, Long exportMw, Long importMw) {

    /** In the device's own units. */
    record Said(BigDecimal solar, BigDecimal load, BigDecimal battery) {
        static final Said NOTHING = new Said(null, null, null);
    }

    static HomePower of(SensorMessage sensor, Units units) {
        Said inside = sensor.inside();
        return new HomePower(mw(inside.solar, units), mw(inside.load, units), mw(inside.battery, units),
                mw(sensor.exported().power(), units), mw(sensor.imported().power(), units));
    }

    private static Long mw(BigDecimal power, Units units) {
        return power == null ? null : Long.valueOf(units.powerMw(power));
    }
}
