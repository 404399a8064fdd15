package io.enerlink.settlement.metering;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** What a device model's power and current are in. Energies are in Wh with all of them, voltages in V. */
public enum Units {
    /** mW and mA, as the reference device sends them. */
    MILLI(0),
    /** W and A. */
    WHOLE(3);

    private final int exponent;

    Units(int exponent) { this.exponent = exponent; }

    /** A power as the device says it, in mW, the rest of a mW dropped. */
    public long powerMw(BigDecimal power) {
        return power.movePointRight(exponent).setScale(0, RoundingMode.DOWN).longValueExact();
    }
}
