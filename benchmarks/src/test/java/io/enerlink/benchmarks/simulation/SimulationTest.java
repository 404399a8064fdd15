package io.enerlink.benchmarks.simulation;

import org.junit.jupiter.api.Test;

class SimulationTest {
    @Test
    void tryOut() {
        long start = System.nanoTime();
        int recoveries = 0;
        for (long seed = 1; seed <= 20; seed++) {
            try {
                World world = new World(seed, Ports.SOUND);
                world.open();
                world.crash(20);
                world.settle();
                recoveries += world.recoveries();
            } catch (Error e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
        System.out.println(recoveries + " recoveries in " + (System.nanoTime() - start) / 1_000_000 + " ms");
    }
}
