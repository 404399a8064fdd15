package io.enerlink.gateway.cli;

import io.enerlink.gateway.auth.SigningKey;
import io.enerlink.gateway.bot.Bot;
import io.enerlink.gateway.bot.BotStatus;
import io.enerlink.gateway.bot.KillSwitch;
import io.enerlink.gateway.client.ClientConfig;
import io.enerlink.gateway.client.ExchangeClient;
import io.enerlink.gateway.client.ExchangeListener;
import io.enerlink.gateway.embedded.Secrets;
import io.enerlink.gateway.embedded.StartFailedException;
import io.enerlink.gateway.replay.LiveReplay;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A bot of one's own at any exchange: a home's trader, a market maker, or the orders of a script. */
@Command(name = "bot", mixinStandardHelpOptions = true, subcommands = BacktestCommand.class, description = "Trades for one account until Ctrl-C: a home's surplus and shortage, both sides as a market maker, or the orders of a script.")
final class BotCommand implements Callable<Integer> {
    private static final Duration SHOW_EVERY = Duration.ofSeconds(5);
    private static final long CONNECT_LIMIT_SECONDS = 30;
    private static final long RUPIAH = 1_000_000;

    /** What a bot can be. */
    enum Kind {
        prosumer, maker, replay
    }

    @Option(names = "--url", defaultValue = "ws://127.0.0.1:8080/ws/v1", description = "the exchange (default: ${DEFAULT-VALUE})")
    private URI url;

    @Option(names = "--key", paramLabel = "FILE", description = "private key in hexadecimal; made with mode 0600 where it is missing")
    private Path key;

    @Option(names = {"--strategy",
            "--kind"}, defaultValue = "prosumer", description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
    private Kind kind;

    @Option(names = "--symbol", defaultValue = EngineSetup.SYMBOL, description = "what it trades (default: ${DEFAULT-VALUE})")
    private String symbol;

    @Option(names = "--tariff", paramLabel = "RUPIAH", defaultValue = "1444.70", description = "retail price per kWh: a home pays no more, a maker starts below it (default: ${DEFAULT-VALUE})")
    private String tariff;

    @Option(names = "--floor", paramLabel = "RUPIAH", description = "a home sells no cheaper (default: half its tariff)")
    private String floor;

    @Option(names = "--meter-speed", paramLabel = "N", defaultValue = "1", description = "how much faster than time the home's meter runs; the demo's: 600 (default: ${DEFAULT-VALUE})")
    private int meterSpeed;

    @Option(names = "--most-spent", paramLabel = "RUPIAH", description = "kill switch: the bot ends its trading for good when it has spent more than that since its start, sales subtracted")
    private Long mostSpent;

    @Option(names = "--kill-file", paramLabel = "FILE", description = "kill switch: the same when this file appears")
    private Path killFile;

    @Option(names = "--orders", paramLabel = "FILE", description = "replay: the script, a line of JSON an order as for ./enerlink match")
    private Path orders;

    @Option(names = "--account", paramLabel = "NAME", description = "replay: only this account's lines (default: all)")
    private String account;

    @Option(names = "--speed", paramLabel = "N", defaultValue = "1", description = "replay: how much faster than the script's times (default: ${DEFAULT-VALUE})")
    private int speed;

    @Option(names = "--duration", paramLabel = "DURATION", converter = DurationOption.class, description = "stop after this time")
    private Duration duration;

    @Override
    public Integer call() {
        if (speed < 1 || meterSpeed < 1) throw new StartFailedException("--speed and --meter-speed are at least 1");
        StopSignal stop = StopSignal.install();
        Console console = Console.system();
        SigningKey signer = signer();
        console.line("bot " + signer.address() + " at " + url + "; Ctrl-C stops it");
        return kind == Kind.replay ? replay(signer, stop) : trade(signer, stop, console);
    }

    private SigningKey signer() {
        if (key == null) throw new StartFailedException("--key says with which key the bot signs");
        try {
            return SigningKey.parse(Secrets.readOrCreate(key));
        } catch (IOException | IllegalArgumentException e) {
            throw new StartFailedException("cannot use the key in " + key + ": " + e.getMessage(), e);
        }
    }

    private int trade(SigningKey signer, StopSignal stop, Console console) {
        long tariffTicks = Rupiah.ticks(tariff);
        Trader trader = kind == Kind.maker ? Trader.maker(tariffTicks)
                : Trader.home("home", tariffTicks, floor == null ? tariffTicks / 2 : Rupiah.ticks(floor), 1,
                        meterSpeed);
        KillSwitch killSwitch = new KillSwitch(
                mostSpent == null ? Long.MAX_VALUE : Math.multiplyExact(mostSpent, RUPIAH), killFile);
        long endNs = System.nanoTime() + (duration == null ? Long.MAX_VALUE / 2 : duration.toNanos());
        try (Bot bot = trader.on(symbol).with(killSwitch).start(ClientConfig.of(url), signer)) {
            while (System.nanoTime() - endNs < 0 && !stop.await(SHOW_EVERY)) console.status(text(bot.status()));
            console.line("stopping, orders are cancelled");
        }
        return 0;
    }

    private int replay(SigningKey signer, StopSignal stop) {
        if (orders == null) throw new StartFailedException("--orders says which script is replayed");
        LiveReplay.Setup setup = new LiveReplay.Setup(symbol, account, Trader.MAX_FEE_BPS,
                Trader.ORDER_LIFETIME.toMillis());
        try (InputStream script = Files.newInputStream(orders);
                ExchangeClient client = ExchangeClient.connect(ClientConfig.of(url), signer,
                        new ExchangeListener() {})) {
            client.ready().orTimeout(CONNECT_LIMIT_SECONDS, TimeUnit.SECONDS).join();
            return new LiveReplay(client, setup, new ScriptTime(speed, stop), System.out).run(script) == 0 ? 0 : 1;
        } catch (IOException e) {
            throw new StartFailedException("cannot read " + orders + ": " + e.getMessage(), e);
        } catch (CompletionException e) {
            throw new StartFailedException("no connection to " + url + " in " + CONNECT_LIMIT_SECONDS + " s", e);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    private static String text(BotStatus status) {
        return (status.connected() ? "connected" : "not connected") + ", orders " + status.liveOrders() + ", placed "
                + status.placed() + ", replaced " + status.replaced() + ", refused " + status.refused()
                + (status.lastProblem().isEmpty() ? "" : ", last problem: " + status.lastProblem());
    }
}
