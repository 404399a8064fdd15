package io.enerlink.engine.pipeline;

import io.enerlink.engine.journal.JournalConfig;
import io.enerlink.engine.journal.ReplayProgress;
import io.enerlink.engine.journal.SnapshotConfig;
import io.enerlink.engine.matching.EngineConfig;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.agrona.BitUtil;
import org.agrona.concurrent.EpochClock;
import org.agrona.concurrent.SystemEpochClock;

/**
 * @param directory      of the journal; created where it is missing
 * @param ringSize       commands that may wait, a power of two; when they are this many, submit refuses
 * @param tickIntervalMs between the Tick commands that the pipeline gives, so that time passes without traders; 0: none.
 *                       Far below {@link Stamp#MAX_CLOCK_JUMP_MS}, or an idle exchange looks like one whose clock jumped
 * @param snapshots      when they are taken, and what becomes of segments that none needs any more
 * @param disk           how full the disk may become
 * @param onHalt         told once when the engine stops for ever, on the thread that failed
 */
public record PipelineConfig(Path directory, EngineConfig engine, JournalConfig journal, int ringSize,
        WaitMode waitMode, EpochClock clock, long tickIntervalMs, Consumer<Throwable> onHalt, ReplayProgress progress,
        SnapshotConfig snapshots, DiskLimits disk) {

    private static final long MAX_TICK_INTERVAL_MS = 1_000;

    public PipelineConfig {
        if (ringSize < 2 || !BitUtil.isPowerOfTwo(ringSize)) {
            throw new IllegalArgumentException("ringSize must be a power of two, not " + ringSize);
        }
        if (tickIntervalMs < 0 || tickIntervalMs > MAX_TICK_INTERVAL_MS) {
            throw new IllegalArgumentException("tickIntervalMs must be from 0 to " + MAX_TICK_INTERVAL_MS);
        }
    }

    /** The machine's clock, blocking threads, a ring of 4,096, a Tick every 100 ms, and nobody told of a halt. */
    public static PipelineConfig defaults(Path directory) {
        return new PipelineConfig(directory, EngineConfig.defaults(), JournalConfig.defaults(), 1 << 12,
                WaitMode.BLOCKING, SystemEpochClock.INSTANCE, 100, cause -> {}, ReplayProgress.NONE,
                SnapshotConfig.defaults(), DiskLimits.defaults());
    }

    public PipelineConfig withEngine(EngineConfig newEngine) {
        return new PipelineConfig(directory, newEngine, journal, ringSize, waitMode, clock, tickIntervalMs, onHalt,
                progress, snapshots, disk);
    }

    public PipelineConfig withJournal(JournalConfig newJournal) {
        return new PipelineConfig(directory, engine, newJournal, ringSize, waitMode, clock, tickIntervalMs, onHalt,
                progress, snapshots, disk);
    }

    public PipelineConfig withRingSize(int newRingSize) {
        return new PipelineConfig(directory, engine, journal, newRingSize, waitMode, clock, tickIntervalMs, onHalt,
                progress, snapshots, disk);
    }

    public PipelineConfig withWaitMode(WaitMode newWaitMode) {
        return new PipelineConfig(directory, engine, journal, ringSize, newWaitMode, clock, tickIntervalMs, onHalt,
                progress, snapshots, disk);
    }

    public PipelineConfig withClock(EpochClock newClock) {
        return new PipelineConfig(directory, engine, journal, ringSize, waitMode, newClock, tickIntervalMs, onHalt,
                progress, snapshots, disk);
    }

    public PipelineConfig withTickIntervalMs(long newTickIntervalMs) {
        return new PipelineConfig(directory, engine, journal, ringSize, waitMode, clock, newTickIntervalMs, onHalt,
                progress, snapshots, disk);
    }

    public PipelineConfig withOnHalt(Consumer<Throwable> newOnHalt) {
        return new PipelineConfig(directory, engine, journal, ringSize, waitMode, clock, tickIntervalMs, newOnHalt,
                progress, snapshots, disk);
    }

    public PipelineConfig withProgress(ReplayProgress newProgress) {
        return new PipelineConfig(directory, engine, journal, ringSize, waitMode, clock, tickIntervalMs, onHalt,
                newProgress, snapshots, disk);
    }

    public PipelineConfig withSnapshots(SnapshotConfig newSnapshots) {
        return new PipelineConfig(directory, engine, journal, ringSize, waitMode, clock, tickIntervalMs, onHalt,
                progress, newSnapshots, disk);
    }

    public PipelineConfig withDisk(DiskLimits newDisk) {
        return new PipelineConfig(directory, engine, journal, ringSize, waitMode, clock, tickIntervalMs, onHalt,
                progress, snapshots, newDisk);
    }
}
