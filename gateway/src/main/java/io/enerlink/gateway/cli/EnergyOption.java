package io.enerlink.gateway.cli;

import java.math.BigDecimal;

import io.enerlink.settlement.metering.Energy;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** What a meter's registers show, in Wh, exact to the µWh: {@code EXPORT/IMPORT}. */
final class EnergyOption implements ITypeConverter<Energy> {
    private static final int UWH_EXPONENT = 6;

    @Override
    public Energy convert(String text) {
        String[] registers = text.split("/", -1);
        try {
            if (registers.length == 2) return new Energy(uwh(registers[0]), uwh(registers[1]));
        } catch (ArithmeticException | NumberFormatException e) {
            throw new TypeConversionException("'" + text + "' is finer than a µWh, or no number");
        }
        throw new TypeConversionException("'" + text + "' are no registers: they are written EXPORT/IMPORT, in Wh");
    }

    private static long uwh(String wh) {
        long uwh = new BigDecimal(wh).movePointRight(UWH_EXPONENT).longValueExact();
        if (uwh < 0) throw new ArithmeticException(wh);
        return uwh;
    }
}
