package io.enerlink.gateway.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import io.enerlink.gateway.embedded.StartFailedException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The whole mission on one machine: an exchange, six homes with meters and bots, a market maker, and an audit. */
@Command(name = "demo", mixinStandardHelpOptions = true, description = "Starts everything, lets six homes and a market maker trade, and audits what came of it.")
final class DemoCommand implements Callable<Integer> {
    private static final int MAX_SPEED = 5_000;

    @Mixin
    private ExchangeOptions options;

    @Option(names = "--duration", paramLabel = "DURATION", converter = DurationOption.class, description = "stop this long after everything is live, for example 60s (default: at Ctrl-C)")
    private Duration duration;

    @Option(names = "--speed", defaultValue = "600", description = "simulated time to real time (default: ${DEFAULT-VALUE})")
    private int speed;

    @Option(names = "--no-browser", description = "do not open the page in a browser")
    private boolean noBrowser;

    @Option(names = "--report", paramLabel = "FILE", description = "write totals since the data folder began, as JSON")
    private Path report;

    @Override
    public Integer call() throws Exception {
        if (speed < 1 || speed > MAX_SPEED) throw new StartFailedException("--speed is 1 to " + MAX_SPEED);
        if (report != null && !Files.isDirectory(report.toAbsolutePath().getParent()))
            throw new StartFailedException("there is no folder for the report " + report + "; make it first");
        StopSignal stop = StopSignal.install();
        Console console = Console.system();
        try (DataFolder data = DataFolder.take(options.data, options.fresh)) {
            console.line("EnerLink Exchange, data in " + data.root());
            try (Exchange exchange = Exchange.start(options.demo(console), data, console, stop)) {
                if (!noBrowser) Browser.open(exchange.page());
                return new Demo(exchange, data, console, stop).run(speed, duration, report);
            } finally {
                console.line("stopped");
            }
        }
    }
}
