package io.enerlink.gateway.cli;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.concurrent.Callable;

import io.enerlink.settlement.metering.Enrolment;
import io.enerlink.settlement.metering.PrepaidBalance;
import io.enerlink.settlement.metering.PrepaidTerms;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A prepaid meter's terms. */
@Command(name = "prepaid", mixinStandardHelpOptions = true, description = "Sets the terms of a prepaid meter, where there are any among the options, and shows them and where it stands.")
final class MeterPrepaidCommand implements Callable<Integer> {
    private static final int UWH_EXPONENT = 9;

    @Mixin
    private OperatorDesk desk;

    @Mixin
    private PrepaidOptions terms;

    @Option(names = "--site", required = true, description = "of the meter")
    private String site;

    @Override
    public Integer call() {
        return desk.ask(database -> {
            Enrolment enrolment = new Enrolment(database, desk.operator());
            PrepaidTerms now = enrolment.prepaidTerms(site);
            if (terms.areGiven()) {
                now = terms.over(now);
                enrolment.prepaidTerms(site, now);
            }
            Console.system().line("terms   " + text(now));
            enrolment.prepaid(site).ifPresent(balance -> Console.system().line("balance " + text(balance)));
            return 0;
        });
    }

    private static String text(PrepaidTerms terms) {
        return "warned below " + kwh(terms.warnUwh()) + ", relay off below " + kwh(terms.shedUwh())
                + ", all on from " + kwh(terms.onUwh()) + " kWh; grid off "
                + (terms.critical() ? "never, it is critical" : terms.grace().toSeconds() + " s after the last of it");
    }

    static String text(PrepaidBalance balance) {
        return balance.stage() + ", credit " + kwh(balance.creditUwh()) + " kWh, reserved " + kwh(balance.reservedUwh())
                + " kWh"
                + (balance.offMs() == 0 ? "" : ", grid off at " + Instant.ofEpochMilli(balance.offMs()));
    }

    private static String kwh(long uwh) {
        return BigDecimal.valueOf(uwh, UWH_EXPONENT).stripTrailingZeros().toPlainString();
    }
}
