package io.enerlink.gateway.cli;

import java.time.Duration;
import java.time.ZoneId;
import java.util.concurrent.Callable;

import io.enerlink.settlement.metering.Enrolment;
import io.enerlink.settlement.metering.Meter;
import io.enerlink.settlement.metering.Policy;
import io.enerlink.settlement.metering.PrepaidTerms;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Enters a meter. */
@Command(name = "register", mixinStandardHelpOptions = true, description = "Enters a meter with its owner, and prints the secret that it shows to broker and gateway. The running exchange tells the chain.")
final class MeterRegisterCommand implements Callable<Integer> {
    @Mixin
    private OperatorDesk desk;

    @Mixin
    private ModelOptions model;

    @Mixin
    private PrepaidOptions prepaid;

    @Option(names = "--site", required = true, description = "first level of its topics")
    private String site;

    @Option(names = "--prosumer", required = true, description = "name of who owns the wallet")
    private String prosumer;

    @Option(names = "--wallet", paramLabel = "ADDRESS", required = true, description = "that its energy belongs to")
    private String wallet;

    @Option(names = "--capacity", paramLabel = "WATTS", required = true, description = "the most it can measure, either way")
    private long capacityW;

    @Option(names = "--policy", description = "periodic, threshold, per-reading or prepaid (default: periodic, at a server threshold)")
    private String policy;

    @Option(names = "--period", paramLabel = "DURATION", converter = DurationOption.class, description = "in which a periodic meter is settled, 5s to 744h (default: when the exchange settles)")
    private Duration period;

    @Option(names = "--zone", defaultValue = "UTC", description = "time zone of its reports (default: ${DEFAULT-VALUE})")
    private ZoneId zone;

    @Option(names = "--key", paramLabel = "HEX", converter = KeyOption.class, description = "Ed25519 public key that signs its readings")
    private byte[] key;

    @Override
    public Integer call() {
        return desk.ask(database -> {
            Meter meter = new Meter(site, wallet, capacityW, policy(), model.model(), zone, 1);
            Enrolment enrolment = new Enrolment(database, desk.operator());
            PrepaidTerms terms = prepaid.over(PrepaidTerms.DEFAULT);
            if (prepaid.areGiven() && meter.policy().kind() != Policy.Kind.PREPAID)
                throw new IllegalArgumentException("terms are of prepaid meters: --policy prepaid");
            String secret = enrolment.enroll(meter, prosumer, key);
            if (prepaid.areGiven()) enrolment.prepaidTerms(site, terms);
            Console console = Console.system();
            console.line("meter " + meter.meterId() + " at " + site);
            console.line("secret " + secret + " (told once)");
            return 0;
        });
    }

    private Policy policy() {
        Policy named = policy != null ? Policy.named(policy) : desk.isServer() ? Policy.THRESHOLD : Policy.PERIODIC;
        return period == null ? named : named.every(period);
    }
}
