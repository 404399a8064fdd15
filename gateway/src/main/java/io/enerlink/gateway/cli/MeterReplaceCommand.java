package io.enerlink.gateway.cli;

import java.util.concurrent.Callable;

import io.enerlink.settlement.metering.Energy;
import io.enerlink.settlement.metering.Enrolment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Puts another meter in a meter's place. */
@Command(name = "replace", mixinStandardHelpOptions = true, description = "Closes a site's meter with its last registers and enters the one in its place, and prints that one's secret.")
final class MeterReplaceCommand implements Callable<Integer> {
    @Mixin
    private OperatorDesk desk;

    @Mixin
    private ModelOptions model;

    @Option(names = "--site", required = true, description = "whose meter is replaced")
    private String site;

    @Option(names = "--closing", paramLabel = "WH/WH", converter = EnergyOption.class, description = "export/import registers of the old meter; without them what was accepted last")
    private Energy closing;

    @Option(names = "--opening", paramLabel = "WH/WH", converter = EnergyOption.class, description = "export/import registers of the new meter; without them its first reading begins the count")
    private Energy opening;

    @Option(names = "--key", paramLabel = "HEX", converter = KeyOption.class, description = "Ed25519 public key of the new meter")
    private byte[] key;

    @Option(names = "--reason", required = true, description = "for the record")
    private String reason;

    @Override
    public Integer call() {
        return desk.ask(database -> {
            String secret = new Enrolment(database, desk.operator()).replace(site, model.model(), closing, opening, key,
                    reason);
            Console.system().line("secret " + secret + " (told once)");
            return 0;
        });
    }
}
