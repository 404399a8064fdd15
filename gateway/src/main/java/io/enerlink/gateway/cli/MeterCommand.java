package io.enerlink.gateway.cli;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import io.enerlink.gateway.embedded.StartFailedException;
import io.enerlink.settlement.device.Battery;
import io.enerlink.settlement.device.HouseProfile;
import io.enerlink.settlement.device.Mischief;
import io.enerlink.settlement.device.Nem12Profile;
import io.enerlink.settlement.device.Profile;
import io.enerlink.settlement.device.SimulatedMeter;
import io.enerlink.settlement.device.SimulatedMeterConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A meter for people without one. */
@Command(name = "meter", mixinStandardHelpOptions = true, description = "Simulates a meter at any broker until Ctrl-C: a home with panels, or a NEM12 or CSV file replayed. Its subcommands are the operator's: registry, review, commands.", subcommands = {
        MeterRegisterCommand.class, MeterReplaceCommand.class, MeterListCommand.class, MeterReviewCommand.class,
        MeterTellCommand.class, MeterSettleCommand.class, MeterPrepaidCommand.class, MeterPeriodCommand.class})
final class MeterCommand implements Callable<Integer> {
    private static final long USUAL_BATTERY_WH = 2_000;
    private static final Duration SHOW_EVERY = Duration.ofSeconds(5);

    @Mixin
    private BrokerOptions broker;

    @Option(names = "--site", defaultValue = "home", description = "first level of its topics (default: ${DEFAULT-VALUE})")
    private String site;

    @Option(names = "--replay", paramLabel = "FILE", description = "a NEM12 file with five-minute values of channels B1 (export) and E1 (import), or with the ending .csv lines of two: kWh exported, kWh imported")
    private Path replay;

    @Option(names = "--solar-w", defaultValue = "5000", description = "the most its panels yield (default: ${DEFAULT-VALUE})")
    private long solarW;

    @Option(names = "--load-w", defaultValue = "500", description = "what the home uses on average (default: ${DEFAULT-VALUE})")
    private long loadW;

    @Option(names = "--battery-wh", paramLabel = "WH", description = "what its battery holds, half of it at first; 0 for none (default: 2000, none with --replay)")
    private Long batteryWh;

    @Option(names = "--battery-w", paramLabel = "W", defaultValue = "500", description = "the most that goes into its battery or out of it (default: ${DEFAULT-VALUE})")
    private long batteryW;

    @Option(names = "--battery-efficiency", paramLabel = "PERCENT", defaultValue = "90", description = "of what goes into its battery, that comes out again (default: ${DEFAULT-VALUE})")
    private int batteryEfficiency;

    @Option(names = "--seed", defaultValue = "1", description = "tells homes apart (default: ${DEFAULT-VALUE})")
    private long seed;

    @Option(names = "--speed", defaultValue = "1", description = "simulated time to real time (default: ${DEFAULT-VALUE})")
    private int speed;

    @Option(names = "--interval", paramLabel = "DURATION", defaultValue = "5s", converter = DurationOption.class, description = "between two messages (default: ${DEFAULT-VALUE})")
    private Duration interval;

    @Option(names = "--start-of-day", paramLabel = "DURATION", defaultValue = "8h", converter = DurationOption.class, description = "simulated time since midnight to begin at (default: ${DEFAULT-VALUE})")
    private Duration startOfDay;

    @Option(names = "--memory", paramLabel = "FILE", description = "keeps its registers from one run to the next")
    private Path memory;

    @Option(names = "--duration", paramLabel = "DURATION", converter = DurationOption.class, description = "stop after this time")
    private Duration duration;

    @Option(names = "--reboot-every", paramLabel = "DURATION", converter = DurationOption.class, description = "misbehaves: its uptime begins anew")
    private Duration rebootEvery;

    @Option(names = "--lose-resets", description = "misbehaves: says that it obeyed a reset, and did not")
    private boolean loseResets;

    @Option(names = "--duplicate", paramLabel = "PERCENT", defaultValue = "0", description = "misbehaves: sends so many messages twice")
    private int duplicate;

    @Option(names = "--shuffle", paramLabel = "PERCENT", defaultValue = "0", description = "misbehaves: sends so many messages after the next one")
    private int shuffle;

    @Option(names = "--spike", paramLabel = "PERCENT", defaultValue = "0", description = "misbehaves: sends so many messages with registers far too high")
    private int spike;

    @Option(names = "--drift", paramLabel = "PPM", defaultValue = "0", description = "misbehaves: its clock is fast by so many millionths")
    private int drift;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (!broker.isGiven())
            throw new ParameterException(spec.commandLine(), "a simulated meter needs --mqtt=HOST:PORT");
        StopSignal stop = StopSignal.install();
        Console console = Console.system();
        long endNs = System.nanoTime() + (duration == null ? Long.MAX_VALUE / 2 : duration.toNanos());
        try (SimulatedMeter meter = start()) {
            console.line("meter " + site + ", " + speed + " times real time; Ctrl-C stops it");
            while (System.nanoTime() - endNs < 0 && !stop.await(SHOW_EVERY))
                console.status("exported " + StatusLine.kwh(meter.exportUwh()) + " kWh, imported "
                        + StatusLine.kwh(meter.importUwh()) + " kWh");
        }
        return 0;
    }

    /** What a file tells was measured behind whatever battery there was. */
    private Battery battery() {
        long wh = batteryWh != null ? batteryWh : replay == null ? USUAL_BATTERY_WH : 0;
        return wh == 0 ? Battery.NONE : new Battery(wh, batteryW, batteryEfficiency);
    }

    private SimulatedMeter start() {
        try {
            Profile profile = replay == null ? new HouseProfile(seed, solarW, loadW) : Nem12Profile.read(replay);
            SimulatedMeterConfig config = SimulatedMeterConfig.of(broker.of(site), site).atSpeed(speed, interval)
                    .from(startOfDay).with(battery())
                    .doing(new Mischief(rebootEvery, loseResets, duplicate, shuffle, spike, drift, seed));
            return SimulatedMeter.start(config, profile, memory);
        } catch (IllegalArgumentException | UncheckedIOException e) {
            throw new StartFailedException("meter: " + e.getMessage(), e);
        }
    }
}
