package io.enerlink.benchmarks.simulation;

import java.util.function.LongFunction;

/** Runs a seed inside the loader it was loaded by, and says which check failed; null where none did. */
public final class PlantedRun implements LongFunction<String> {
    @Override
    public String apply(long seed) {
        return run(seed, Ports.SOUND);
    }

    static String run(long seed, Ports ports) {
        try {
            new Simulation().run(seed, ports);
            return null;
        } catch (Violation e) {
            return e.check().name();
        }
    }
}
