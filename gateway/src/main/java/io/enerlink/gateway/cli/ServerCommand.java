package io.enerlink.gateway.cli;

import io.enerlink.settlement.metering.Meter;
import io.enerlink.settlement.metering.Policy;
import picocli.CommandLine.Command;

/** A central node: takes readings, mints what adds up, and nothing else. */
@Command(name = "server", mixinStandardHelpOptions = true, description = "Runs broker and minting until Ctrl-C, with no trading: a meter's net energy is minted or burned when it comes to 2 kWh. What its options say of the public protocol and the journal has no effect. Without addresses of a chain, a database and a broker it brings its own.")
final class ServerCommand extends ExchangeCommand {
    @Override
    Exchange start(Config config, DataFolder data, Console console, StopSignal stop) {
        Exchange server = Exchange.startServer(config.withMeters(config.meters().stream()
                .map(ServerCommand::threshold).toList()), data, console, stop);
        console.line("live at " + server.brokerUrl() + "; Ctrl-C stops it");
        return server;
    }

    private static Meter threshold(Meter meter) {
        return new Meter(meter.site(), meter.owner(), meter.capacityW(), Policy.THRESHOLD, meter.model(), meter.zone(),
                meter.number());
    }
}
