package io.enerlink.benchmarks.simulation;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Worlds by their seeds, each on one thread, as many at a time as the machine has processors. */
public final class Simulation {
    /** Each seed's share, so that five hundred are 10,000 crashes, 1,000 failures of the disk and 10,000 flipped bits. */
    static final int CRASHES = 20;
    static final int FAILURES = 2;
    static final int FLIPS = 20;

    private final AtomicLong seeds = new AtomicLong();
    private final AtomicLong recoveries = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private final AtomicLong flips = new AtomicLong();
    private final AtomicLong detected = new AtomicLong();
    private final AtomicLong auctions = new AtomicLong();
    private final AtomicLong vainReports = new AtomicLong();
    private final Map<Damage.Place, AtomicLong> places = new EnumMap<>(Damage.Place.class);

    /** How far it is. {@code detected}: flips that a start refused; the others were harmless. */
    public record Count(long seeds, long recoveries, long failures, long flips, long detected) {}

    public Simulation() {
        for (Damage.Place place : Damage.Place.values()) places.put(place, new AtomicLong());
    }

    /** Flipped bits in a place. */
    long flipped(Damage.Place place) {
        return places.get(place).get();
    }

    /** Call auctions that ended. */
    long auctions() { return auctions.get(); }

    /** Reports on meters that reverted or were refused. */
    long vainReports() { return vainReports.get(); }

    public Count count() {
        return new Count(seeds.get(), recoveries.get(), failures.get(), flips.get(), detected.get());
    }

    /**
     * Runs the worlds of {@code number} seeds from {@code first} on.
     *
     * @param progress told after each
     * @throws Violation for the first that breaks a promise; its message says how to see it again
     */
    public void run(long first, long number, Consumer<Count> progress) {
        AtomicLong next = new AtomicLong(first);
        int workers = (int) Math.min(number, Runtime.getRuntime().availableProcessors());
        try (ExecutorService pool = Executors.newFixedThreadPool(workers)) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < workers; i++) running.add(pool.submit(() -> {
                for (long seed = next.getAndIncrement(); seed < first + number; seed = next.getAndIncrement()) {
                    try {
                        run(seed, Ports.SOUND);
                    } catch (RuntimeException | Error e) {
                        next.set(first + number);
                        throw e;
                    }
                    progress.accept(count());
                }
            }));
            for (Future<?> worker : running) await(worker);
        }
    }

    private static void await(Future<?> worker) {
        try {
            worker.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Violation violation) throw violation;
            throw new IllegalStateException("the simulator itself failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** One world, from its opening to the last flipped bit. */
    void run(long seed, Ports ports) {
        World world = new World(seed, ports);
        try {
            world.open();
            world.crash(CRASHES);
            recoveries.addAndGet(world.recoveries());
            world.fail(FAILURES);
            failures.addAndGet(FAILURES);
            world.settle();
            detected.addAndGet(world.damage(FLIPS, place -> places.get(place).incrementAndGet()));
            auctions.addAndGet(world.auctions());
            vainReports.addAndGet(world.vainReports());
            flips.addAndGet(FLIPS);
            seeds.incrementAndGet();
        } catch (RuntimeException | Violation | Crash e) {
            Violation violation = e instanceof Violation known ? known
                    : new Violation(Check.ALIVE, "nothing had happened to it", e);
            throw violation.of(seed);
        }
    }
}
