package io.enerlink.gateway.cli;

import java.util.concurrent.Callable;

import io.enerlink.settlement.metering.Review;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** An operator's decision. */
@Command(name = "review", mixinStandardHelpOptions = true, description = "Releases or refuses a held reading, or clears a meter's flags. The decision is recorded.")
final class MeterReviewCommand implements Callable<Integer> {
    @Mixin
    private OperatorDesk desk;

    @ArgGroup(multiplicity = "1")
    private Decision decision;

    @Option(names = "--reason", required = true, description = "for the record")
    private String reason;

    /** One of these. */
    private static final class Decision {
        @Option(names = "--release", paramLabel = "READING", required = true, description = "its registers are true: they count")
        private Long release;

        @Option(names = "--refuse", paramLabel = "READING", required = true, description = "its registers are not true: nothing is credited")
        private Long refuse;

        @Option(names = "--clear", paramLabel = "SITE", required = true, description = "the meter was looked at; its units are checked again")
        private String clear;

        @Option(names = "--accept", paramLabel = "SITE", required = true, description = "the meter was looked at; its units and signs are taken as they are")
        private String accept;
    }

    @Override
    public Integer call() {
        return desk.ask(database -> {
            Review review = new Review(database, desk.operator());
            if (decision.release != null) {
                Console.system().line("credited " + review.release(decision.release, reason).netUwh() + " µWh net");
            } else if (decision.refuse != null) review.refuse(decision.refuse, reason);
            else
                review.clear(decision.clear == null ? decision.accept : decision.clear, decision.accept != null,
                        reason);
            return 0;
        });
    }
}
