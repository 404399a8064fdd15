package io.enerlink.gateway.cli;

import io.enerlink.settlement.metering.Meter;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A meter as it is written on the command line: {@code SITE=OWNER:WATTS}. */
final class MeterOption implements ITypeConverter<Meter> {
    @Override
    public Meter convert(String text) {
        int equals = text.indexOf('=');
        int colon = text.lastIndexOf(':');
        if (equals < 1 || colon < equals) throw wrong(text, "it is written SITE=OWNER:WATTS");
        try {
            return Meter.periodic(text.substring(0, equals), text.substring(equals + 1, colon),
                    Long.parseLong(text.substring(colon + 1)));
        } catch (IllegalArgumentException e) {
            throw wrong(text, e.getMessage());
        }
    }

    private static TypeConversionException wrong(String text, String why) {
        return new TypeConversionException("'" + text + "' is no meter: " + why);
    }
}
