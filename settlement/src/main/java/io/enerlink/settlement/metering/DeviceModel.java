package io.enerlink.settlement.metering;

/**
 * What all meters of a make have in common.
 *
 * @param name            as the operator calls it
 * @param units           of its powers and currents
 * @param registerSpanUwh where its cumulative registers begin at 0 again, in µWh; 0 where that is not declared, and then a
 *                        fall is a restart, never a wrap
 */
public record DeviceModel(String name, Units units, long registerSpanUwh) {

    /** The reference device: mW and mA, and registers that do not wrap. */
    public static final DeviceModel REFERENCE = new DeviceModel("reference", Units.MILLI, 0);
    private static final String NAME = "[A-Za-z0-9][A-Za-z0-9 _.-]{0,63}";

    /** @throws IllegalArgumentException when something cannot be */
    public DeviceModel {
        if (!name.matches(NAME))
            throw new IllegalArgumentException("a model has 1 to 64 letters, digits, ' ', '-', '_', '.': " + name);
        if (registerSpanUwh < 0)
            throw new IllegalArgumentException("a register's span is not negative: " + registerSpanUwh);
    }
}
