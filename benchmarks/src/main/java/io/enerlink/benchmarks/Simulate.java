package io.enerlink.benchmarks;

import io.enerlink.benchmarks.simulation.Simulation;
import io.enerlink.benchmarks.simulation.Simulation.Count;
import io.enerlink.benchmarks.simulation.Violation;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The {@code simulate} command. */
@Command(name = "simulate", mixinStandardHelpOptions = true, description = "Crashes simulated exchanges, again and again, and checks what they promise. "
        + "A seed is 20 crashes, 2 failures of the disk and 20 flipped bits; 50,000 seeds make a million crashes.")
public final class Simulate implements Callable<Integer> {
    private static final long LINE_EVERY_MS = 1_000;

    @Option(names = "--seeds", paramLabel = "N", defaultValue = "100", description = "how many worlds (default: ${DEFAULT-VALUE})")
    private long seeds;

    @Option(names = "--seed", paramLabel = "S", defaultValue = "1", description = "the first one's seed (default: ${DEFAULT-VALUE})")
    private long seed;

    private final long startMs = System.currentTimeMillis();
    private final AtomicLong toldMs = new AtomicLong(startMs);

    private Simulate() {}

    public static void main(String[] args) {
        System.setProperty("logback.configurationFile", "logback-simulate.xml");
        System.exit(new CommandLine(new Simulate()).execute(args));
    }

    @Override
    public Integer call() {
        if (seeds < 1) {
            System.err.println("simulate: --seeds must be 1 or more");
            return CommandLine.ExitCode.USAGE;
        }
        Simulation simulation = new Simulation();
        try {
            simulation.run(seed, seeds, this::tell);
        } catch (Violation e) {
            System.out.println();
            System.err.println("simulate: " + e.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
        }
        System.out.println(line(simulation.count()));
        System.out.println("Nothing was lost, nothing was doubled, no damage went unnoticed.");
        return CommandLine.ExitCode.OK;
    }

    private void tell(Count count) {
        long nowMs = System.currentTimeMillis();
        long lastMs = toldMs.get();
        if (nowMs - lastMs >= LINE_EVERY_MS && toldMs.compareAndSet(lastMs, nowMs)) System.out.println(line(count));
    }

    private String line(Count count) {
        long elapsedMs = Math.max(1, System.currentTimeMillis() - startMs);
        return "%,d of %,d seeds · %,d recoveries · %,d failures of the disk · %,d flipped bits, %,d detected and the others harmless · %,d recoveries/s"
                .formatted(count.seeds(), seeds, count.recoveries(), count.failures(), count.flips(), count.detected(),
                        count.recoveries() * 1_000 / elapsedMs);
    }
}
