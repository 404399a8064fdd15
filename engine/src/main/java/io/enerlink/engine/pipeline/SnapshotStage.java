package io.enerlink.engine.pipeline;

import io.enerlink.engine.image.StateImage;
import io.enerlink.engine.journal.Snapshot;
import io.enerlink.engine.journal.SnapshotConfig;
import io.enerlink.engine.journal.Snapshots;
import io.enerlink.engine.journal.Storage;
import io.enerlink.engine.matching.EngineConfig;
import io.enerlink.engine.matching.MatchingEngine;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.agrona.concurrent.SystemNanoClock;

/**
 * Takes snapshots, one at a time. The matching thread copies the engine's state and goes on; a thread of its own proves
 * that an engine can be made of the copy, and writes it.
 */
final class SnapshotStage {
    private final SnapshotConfig config;
    private final EngineConfig engineConfig;
    private final Snapshots snapshots;
    private final Executor writer;
    private final LongSupplier storedThrough;
    private final Halt halt;
    private final StateImage image = new StateImage();

    /** True from the copy until that is written: the image is in use. */
    private volatile boolean busy;
    private long sequence;
    private long timestampMs;
    private volatile SnapshotTaken last;

    /**
     * @param since         where the engine started from
     * @param storedThrough the last command that no listener needs from the journal any more
     */
    SnapshotStage(SnapshotConfig config, EngineConfig engineConfig, Storage storage, Snapshot since, Executor writer,
            LongSupplier storedThrough, Halt halt) {
        this.config = config;
        this.engineConfig = engineConfig;
        this.writer = writer;
        this.storedThrough = storedThrough;
        this.halt = halt;
        snapshots = new Snapshots(storage, Startup.terms(engineConfig));
        sequence = since.sequence();
        timestampMs = since.timestampMs();
    }

    /** Before the start: so that the first copy need not wait for memory either. */
    void prepare(MatchingEngine engine) {
        image.save();
        engine.carry(image);
        image.reserveMore();
    }

    /** On the matching thread: whether the engine's state after this command is to be copied. */
    boolean isDue(long commandSequence, long commandTimestampMs) {
        if (timestampMs == 0) timestampMs = commandTimestampMs;
        return !busy && config.isDue(commandSequence - sequence, commandTimestampMs - timestampMs);
    }

    /** Whether one is between its copy and its end. */
    boolean isBusy() { return busy; }

    /**
     * On the matching thread, between two commands; all the others wait for nothing more than the copy.
     *
     * @param slot the last command in it; whoever asked for a snapshot there is answered when it is written
     */
    void take(MatchingEngine engine, Slot slot) {
        busy = true;
        long startNanos = SystemNanoClock.INSTANCE.nanoTime();
        image.save();
        engine.carry(image);
        sequence = slot.sequence;
        timestampMs = slot.timestampMs;
        last = new SnapshotTaken(sequence, image.sizeBytes(), SystemNanoClock.INSTANCE.nanoTime() - startNanos);
        Snapshot taken = new Snapshot(sequence, timestampMs, 0);
        CompletableFuture<Boolean> asked = slot.snapshot;
        writer.execute(() -> write(taken, asked));
    }

    private void write(Snapshot taken, CompletableFuture<Boolean> asked) {
        try {
            long stateHash = Startup.engine(image, engineConfig).stateHash();
            snapshots.write(new Snapshot(taken.sequence(), taken.timestampMs(), stateHash), image);
            snapshots.drop(config.oldSegments(), storedThrough.getAsLong());
            image.reserveMore();
            busy = false;
            if (asked != null) asked.complete(true);
        } catch (RuntimeException | Error e) {
            halt.because("the snapshot at command " + taken.sequence() + " failed", e);
            if (e instanceof Error error) throw error;
        }
    }

    /** The last one that was copied, or null. */
    SnapshotTaken last() { return last; }
}
