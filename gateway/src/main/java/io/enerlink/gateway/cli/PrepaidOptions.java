package io.enerlink.gateway.cli;

import java.math.BigDecimal;
import java.time.Duration;

import io.enerlink.settlement.metering.PrepaidTerms;
import picocli.CommandLine.Option;

/** The terms of a prepaid meter; what is not given stays as it is. */
final class PrepaidOptions {
    private static final int UWH_EXPONENT = 9;

    @Option(names = "--warn", paramLabel = "KWH", description = "prepaid: the owner is warned below this credit (default: 2)")
    private BigDecimal warnKwh;

    @Option(names = "--shed", paramLabel = "KWH", description = "prepaid: the relay is switched off below this credit (default: 0.5)")
    private BigDecimal shedKwh;

    @Option(names = "--on", paramLabel = "KWH", description = "prepaid: all is on again from this credit (default: 2.5)")
    private BigDecimal onKwh;

    @Option(names = "--grace", paramLabel = "DURATION", converter = DurationOption.class, description = "prepaid: without any credit for so long the grid is switched off (default: 10m)")
    private Duration grace;

    @Option(names = "--critical", arity = "1", paramLabel = "true|false", description = "prepaid: the grid is never switched off (default: false)")
    private Boolean critical;

    boolean areGiven() {
        return warnKwh != null || shedKwh != null || onKwh != null || grace != null || critical != null;
    }

    /** @throws IllegalArgumentException when they are not in order, or finer than a µWh */
    PrepaidTerms over(PrepaidTerms now) {
        return new PrepaidTerms(uwh(warnKwh, now.warnUwh()), uwh(shedKwh, now.shedUwh()), uwh(onKwh, now.onUwh()),
                grace == null ? now.grace() : grace, critical == null ? now.critical() : critical);
    }

    private static long uwh(BigDecimal kwh, long otherwiseUwh) {
        try {
            return kwh == null ? otherwiseUwh : kwh.movePointRight(UWH_EXPONENT).longValueExact();
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("a credit is in kWh, in steps of 10^-9: " + kwh, e);
        }
    }
}
