package io.enerlink.gateway.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import io.enerlink.gateway.auth.SigningKey;
import io.enerlink.gateway.bot.Bot;
import io.enerlink.gateway.bot.BotStatus;
import io.enerlink.gateway.client.ClientConfig;
import io.enerlink.gateway.embedded.Secrets;
import io.enerlink.gateway.embedded.StartFailedException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A bot of one's own at any exchange: a home's trader or a market maker. */
@Command(name = "bot", mixinStandardHelpOptions = true, description = "Trades for one account until Ctrl-C: a home's surplus and shortage, or both sides as a market maker.")
final class BotCommand implements Callable<Integer> {
    private static final Duration SHOW_EVERY = Duration.ofSeconds(5);

    /** What a bot can be. */
    enum Kind {
        prosumer, maker
    }

    @Option(names = "--url", defaultValue = "ws://127.0.0.1:8080/ws/v1", description = "the exchange (default: ${DEFAULT-VALUE})")
    private URI url;

    @Option(names = "--key", paramLabel = "FILE", required = true, description = "private key in hexadecimal; made with mode 0600 where it is missing")
    private Path key;

    @Option(names = "--kind", defaultValue = "prosumer", description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
    private Kind kind;

    @Option(names = "--tariff", paramLabel = "RUPIAH", defaultValue = "1444.70", description = "retail price per kWh: a home pays no more, a maker starts below it (default: ${DEFAULT-VALUE})")
    private String tariff;

    @Option(names = "--floor", paramLabel = "RUPIAH", description = "a home sells no cheaper (default: half its tariff)")
    private String floor;

    @Option(names = "--duration", paramLabel = "DURATION", converter = DurationOption.class, description = "stop after this time")
    private Duration duration;

    @Override
    public Integer call() {
        SigningKey signer;
        try {
            signer = SigningKey.parse(Secrets.readOrCreate(key));
        } catch (IOException | IllegalArgumentException e) {
            throw new StartFailedException("cannot use the key in " + key + ": " + e.getMessage(), e);
        }
        StopSignal stop = StopSignal.install();
        Console console = Console.system();
        long tariffTicks = Rupiah.ticks(tariff);
        Trader trader = kind == Kind.maker ? Trader.maker(tariffTicks)
                : Trader.home("home", tariffTicks, floor == null ? tariffTicks / 2 : Rupiah.ticks(floor), 1);
        console.line("bot " + signer.address() + " at " + url + "; Ctrl-C stops it");
        long endNs = System.nanoTime() + (duration == null ? Long.MAX_VALUE / 2 : duration.toNanos());
        try (Bot bot = trader.start(ClientConfig.of(url), signer)) {
            while (System.nanoTime() - endNs < 0 && !stop.await(SHOW_EVERY)) console.status(text(bot.status()));
            console.line("stopping, orders are cancelled");
        }
        return 0;
    }

    private static String text(BotStatus status) {
        return (status.connected() ? "connected" : "not connected") + ", orders " + status.liveOrders() + ", placed "
                + status.placed() + ", replaced " + status.replaced() + ", refused " + status.refused()
                + (status.lastProblem().isEmpty() ? "" : ", last problem: " + status.lastProblem());
    }
}
