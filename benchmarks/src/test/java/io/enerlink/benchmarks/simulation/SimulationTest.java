package io.enerlink.benchmarks.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SimulationTest {
    private static final int SEEDS = 500;

    @Test
    void tenThousandCrashesAThousandDiskFailuresAndTenThousandFlippedBitsBreakNoPromise() {
        Simulation simulation = new Simulation();
        AtomicLong told = new AtomicLong();
        simulation.run(1, SEEDS, count -> told.incrementAndGet());
        Simulation.Count count = simulation.count();
        assertEquals(SEEDS, told.get());
        assertEquals(10_000, count.recoveries());
        assertEquals(1_000, count.failures());
        assertEquals(10_000, count.flips());
        assertTrue(count.detected() > count.flips() / 4, "of " + count.flips() + " flipped bits only "
                + count.detected() + " were detected: the others were where nobody looks");
        for (Damage.Place place : Damage.Place.values())
            assertTrue(simulation.flipped(place) > SEEDS / 5, "only " + simulation.flipped(place) + " bits flipped in "
                    + place);
        assertTrue(simulation.auctions() > SEEDS, "only " + simulation.auctions() + " call auctions ended");
        assertTrue(simulation.vainReports() > SEEDS, "only " + simulation.vainReports()
                + " reports reverted or were refused");
    }

    @Test
    void aSeedIsAlwaysTheSameWorld() {
        for (long seed = 1; seed <= 8; seed++) assertEquals(trace(seed), trace(seed));
    }

    @Test
    void aBrokenPromiseEndsWithTheLineThatShowsItAgain() {
        Violation violation = assertThrows(Violation.class,
                () -> new Simulation().run(7, PlantedPorts.forceThatOnlySaysSo()));
        assertTrue(violation.getMessage().endsWith("\nSee it again with: ./enerlink simulate --seeds 1 --seed 7"),
                violation.getMessage());
    }

    private static String trace(long seed) {
        World world = new World(seed, Ports.SOUND);
        world.open();
        world.crash(Simulation.CRASHES);
        world.fail(Simulation.FAILURES);
        world.settle();
        return world.toString();
    }
}
