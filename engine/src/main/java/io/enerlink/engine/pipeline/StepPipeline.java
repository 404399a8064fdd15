package io.enerlink.engine.pipeline;

import io.enerlink.engine.client.EngineClient;
import io.enerlink.engine.client.EventListener;
import io.enerlink.engine.journal.Journal;
import io.enerlink.engine.journal.JournalEnd;
import io.enerlink.engine.journal.Storage;
import io.enerlink.engine.matching.MatchingEngine;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.EpochClock;

/**
 * The stage of {@link EnginePipeline} without its threads: whoever calls {@link #step} says how many commands make a
 * batch. For simulations, which must run the same way again. Not thread-safe.
 */
public final class StepPipeline implements EngineClient, AutoCloseable {
    private final EpochClock clock;
    private final int capacity;
    private final Halt halt = new Halt(cause -> {});
    private final Queue<Slot> waiting = new ArrayDeque<>();
    private final Queue<Slot> free = new ArrayDeque<>();
    private final Queue<Runnable> writing = new ArrayDeque<>();
    private final MatchingEngine engine;
    private final Publisher publisher;
    private final Journal journal;
    private final EngineStage stage;

    /**
     * Loads the newest good snapshot and replays the rest of the journal, whose events the listeners hear before this
     * returns, and goes on behind it.
     *
     * @param config  of which threads, ring and disk limits do not matter; ringSize commands may wait for a step
     * @param storage stays open when this is closed
     */
    public StepPipeline(PipelineConfig config, Storage storage, EventListener... listeners) {
        clock = config.clock();
        capacity = config.ringSize();
        publisher = new Publisher(listeners);
        Startup start = Startup.of(storage, config.engine(), config.progress());
        engine = start.engine();
        JournalEnd end = start.replay(storage, publisher, config.progress(), Runnable::run);
        journal = Journal.open(storage, config.journal(), end, Runnable::run);
        SnapshotStage snapshots = new SnapshotStage(config.snapshots(), config.engine(), storage, start.snapshot(),
                writing::add, publisher::storedThrough, halt);
        stage = new EngineStage(engine, publisher, halt, start.stamp(), journal, snapshots, capacity);
    }

    /**
     * {@inheritDoc}
     *
     * @throws EngineHaltedException when a step has failed
     */
    @Override
    public boolean submit(DirectBuffer command, int offset, int length) {
        halt.requireRunning();
        if (waiting.size() == capacity) return false;
        Slot slot = free.isEmpty() ? new Slot() : free.remove();
        slot.command.putBytes(0, command, offset, length);
        slot.length = length;
        slot.clockMs = clock.time();
        waiting.add(slot);
        return true;
    }

    /**
     * Takes waiting commands through the stage, as one batch of the ring.
     *
     * @param most commands of the batch
     * @return how many there were
     * @throws EngineHaltedException when a stage failed, now or before: nothing was published that is not durable
     */
    public int step(int most) {
        halt.requireRunning();
        Slot[] batch = new Slot[Math.min(most, waiting.size())];
        for (int i = 0; i < batch.length; i++) batch[i] = waiting.remove();
        try {
            for (int i = 0; i < batch.length; i++) stage.onEvent(batch[i], i, i == batch.length - 1);
        } catch (RuntimeException | Error e) {
            halt.because("a step failed", e);
            if (e instanceof Error error) throw error;
            halt.requireRunning();
        }
        free.addAll(List.of(batch));
        return batch.length;
    }

    /** Writes a snapshot that was copied, if there is one. */
    public void writeSnapshot() {
        if (!writing.isEmpty()) writing.remove().run();
    }

    /** Commands that wait for a step. */
    public int waiting() { return waiting.size(); }

    /** Last command whose events every listener has heard. */
    public long lastSequence() {
        return publisher.lastSequence();
    }

    public long stateHash() { return engine.stateHash(); }

    /** Lets go of the files; what waits is lost. */
    @Override
    public void close() {
        journal.close();
    }
}
