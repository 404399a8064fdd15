package io.enerlink.settlement.metering;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import io.enerlink.settlement.store.Database;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The jobs beside metering, on a thread of their own: sums every minute, partitions every hour. */
final class Upkeep implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
    private static final long SUM_PERIOD_MS = 60_000;
    private static final long PARTITION_PERIOD_MS = 3_600_000;
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);

    private final Rollups rollups;
    private final Partitions partitions;
    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(
            task -> Thread.ofPlatform().name("meter-upkeep").daemon().unstarted(task));

    Upkeep(Database database, Keep keep) {
        rollups = new Rollups(database);
        partitions = new Partitions(database, keep);
    }

    void start() {
        schedule("partitions", PARTITION_PERIOD_MS, () -> {
            long nowMs = System.currentTimeMillis();
            int created = partitions.create(nowMs);
            int dropped = partitions.drop(nowMs);
            if (created + dropped > 0) LOG.info("{} partitions created, {} dropped", created, dropped);
        });
        schedule("sums", SUM_PERIOD_MS, () -> rollups.run(System.currentTimeMillis()));
    }

    private void schedule(String what, long periodMs, Runnable job) {
        executor.scheduleWithFixedDelay(() -> {
            try {
                job.run();
            } catch (RuntimeException e) {
                LOG.warn("{} wait for the next turn: {}", what, e.getMessage());
            }
        }, 0, periodMs, TimeUnit.MILLISECONDS);
    }

    /** Stops; what is not done is done after the next start. */
    @Override
    public void close() {
        executor.shutdown();
        rollups.stop();
        try {
            if (!executor.awaitTermination(STOP_TIMEOUT.toSeconds(), TimeUnit.SECONDS))
                LOG.warn("the upkeep of meters did not stop in {}", STOP_TIMEOUT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
