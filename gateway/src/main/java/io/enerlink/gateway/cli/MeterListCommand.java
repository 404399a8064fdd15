package io.enerlink.gateway.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;

import io.enerlink.settlement.metering.Enrolment;
import io.enerlink.settlement.metering.Policy;
import io.enerlink.settlement.metering.PrepaidBalance;
import io.enerlink.settlement.metering.Review;
import io.enerlink.settlement.store.Database;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** What there is to see. */
@Command(name = "list", mixinStandardHelpOptions = true, description = "Lists meters, those that are flagged and why, and readings that are held for review.")
final class MeterListCommand implements Callable<Integer> {
    @Mixin
    private OperatorDesk desk;

    @Override
    public Integer call() {
        Console console = Console.system();
        try (Database database = desk.open()) {
            Enrolment enrolment = new Enrolment(database, desk.operator());
            for (Enrolment.Entry entry : enrolment.meters())
                console.line("meter   " + entry.meter().site() + "  " + policy(entry.meter().policy()) + "  "
                        + entry.meter().capacityW() + " W  " + entry.meter().zone() + "  " + entry.meter().owner()
                        + "  " + (entry.prosumer() == null ? "-" : entry.prosumer()) + "  units " + entry.onboarding()
                        + "  has " + entry.capabilities() + "  " + health(entry)
                        + (entry.onChain() ? "" : "  not on the chain yet"));
            for (PrepaidBalance balance : enrolment.prepaid())
                console.line("prepaid " + balance.meterId() + "  " + MeterPrepaidCommand.text(balance));
            Review review = new Review(database, desk.operator());
            for (Review.FlaggedMeter flag : review.flagged())
                console.line("flagged " + flag.site() + "  " + flag.reason() + "  " + flag.times() + " times, last "
                        + Instant.ofEpochMilli(flag.lastMs()) + "  " + flag.detail());
            for (Review.HeldReading held : review.held())
                console.line("held    " + held.readingId() + "  " + held.site() + "  " + held.reason() + "  "
                        + StatusLine.kwh(held.registers().exportUwh()) + "/"
                        + StatusLine.kwh(held.registers().importUwh()) + " kWh, accepted "
                        + StatusLine.kwh(held.watermark().exportUwh()) + "/"
                        + StatusLine.kwh(held.watermark().importUwh()) + "  received "
                        + Instant.ofEpochMilli(held.receivedMs()));
        }
        return 0;
    }

    private static String policy(Policy policy) {
        return policy.kind() + (policy.periodMs() == 0 ? "" : " every " + Duration.ofMillis(policy.periodMs()));
    }

    private static String health(Enrolment.Entry entry) {
        return entry.health() + (entry.heardMs() == 0 ? ", never heard"
                : ", heartbeat " + Instant.ofEpochMilli(entry.heardMs()));
    }
}
