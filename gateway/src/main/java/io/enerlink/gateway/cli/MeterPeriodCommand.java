package io.enerlink.gateway.cli;

import java.time.Duration;
import java.util.concurrent.Callable;

import io.enerlink.settlement.metering.Enrolment;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A periodic meter's own period. */
@Command(name = "period", mixinStandardHelpOptions = true, description = "Sets in which period a periodic meter is settled. The running exchange heeds it within seconds.")
final class MeterPeriodCommand implements Callable<Integer> {
    @Mixin
    private OperatorDesk desk;

    @Option(names = "--site", required = true, description = "of the meter")
    private String site;

    @ArgGroup(multiplicity = "1")
    private Period period;

    private static final class Period {
        @Option(names = "--every", paramLabel = "DURATION", converter = DurationOption.class, required = true, description = "5s to 744h; counted from midnight UTC of 1970")
        private Duration every;

        @Option(names = "--usual", required = true, description = "when the exchange settles")
        private boolean usual;
    }

    @Override
    public Integer call() {
        return desk.ask(database -> {
            new Enrolment(database, desk.operator()).period(site, period.usual ? Duration.ZERO : period.every);
            Console.system().line("period  " + (period.usual ? "as the exchange's" : period.every));
            return 0;
        });
    }
}
