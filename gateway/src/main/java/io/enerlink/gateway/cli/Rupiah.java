package io.enerlink.gateway.cli;

import java.math.BigDecimal;
import picocli.CommandLine.TypeConversionException;

/** Prices as people write them. */
final class Rupiah {
    private static final int TICK_DECIMALS = 2;

    private Rupiah() {}

    /** Price ticks of 0.01 rupiah per kWh, exactly. */
    static long ticks(String rupiah) {
        try {
            long ticks = new BigDecimal(rupiah).movePointRight(TICK_DECIMALS).longValueExact();
            if (ticks > 0) return ticks;
        } catch (ArithmeticException | NumberFormatException e) {
            throw new TypeConversionException("\"" + rupiah + "\" is no price in rupiah per kWh, such as 1444.70");
        }
        throw new TypeConversionException("a price is above zero, not " + rupiah);
    }

    static String text(long ticks) {
        return ticks == 0 ? "-" : BigDecimal.valueOf(ticks, TICK_DECIMALS).toPlainString();
    }
}
