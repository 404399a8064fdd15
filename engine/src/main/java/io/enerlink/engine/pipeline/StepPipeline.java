package io.enerlink.engine.pipeline;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import com.lmax.disruptor.EventHandler;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.EpochClock;
import io.enerlink.engine.client.EngineClient;
import io.enerlink.engine.client.EventListener;
import io.enerlink.engine.journal.Journal;
import io.enerlink.engine.journal.JournalConfig;
import io.enerlink.engine.journal.JournalEnd;
import io.enerlink.engine.journal.ReplayProgress;
import io.enerlink.engine.journal.SnapshotConfig;
import io.enerlink.engine.journal.Storage;
import io.enerlink.engine.matching.EngineConfig;
import io.enerlink.engine.matching.MatchingEngine;

/**
 * The stages of {@link EnginePipeline} without its threads: whoever calls {@link #step} says how many commands make a
 * batch and which of journal and matcher comes first. For simulations, which must run the same way again. Not
 * thread-safe.
 */
public final class StepPipeline implements EngineClient, AutoCloseable {
    private final EpochClock clock;
    private final int capacity;
    private final Halt halt = new Halt(cause -> {});
    private final Queue<Slot> waiting = new ArrayDeque<>();
    private final Queue<Slot> free = new ArrayDeque<>();
    private final MatchingEngine engine;
    private final PublishStage publish;
    private final Journal journal;
    private final JournalStage journalStage;
    private final MatchStage matchStage;

    /**
     * Takes no snapshots, and starts from the newest good one where there are any.
     *
     * @param capacity commands that may wait for a step; when they are this many, submit refuses
     */
    public StepPipeline(EngineConfig engineConfig, JournalConfig journalConfig, Storage storage, EpochClock clock,
            int capacity, EventListener... listeners) {
        this(engineConfig, journalConfig, SnapshotConfig.never(), storage, clock, capacity, listeners);
    }

    /**
     * Loads the newest good snapshot and replays the rest of the journal, whose events the listeners hear before this
     * returns, and goes on behind it. Snapshots are written at the end of the step in which they fall due.
     *
     * @param capacity commands that may wait for a step; when they are this many, submit refuses
     */
    public StepPipeline(EngineConfig engineConfig, JournalConfig journalConfig, SnapshotConfig snapshotConfig,
            Storage storage, EpochClock clock, int capacity, EventListener... listeners) {
        this.clock = clock;
        this.capacity = capacity;
        publish = new PublishStage(listeners, halt);
        Startup start = Startup.of(storage, engineConfig, ReplayProgress.NONE);
        engine = start.engine();
        JournalEnd end = start.replay(storage, publish, ReplayProgress.NONE);
        journal = Journal.open(storage, journalConfig, end, Runnable::run);
        SnapshotStage snapshots = new SnapshotStage(snapshotConfig, engineConfig, storage, start.snapshot(),
                Runnable::run, halt);
        publish.handSnapshotsTo(snapshots);
        journalStage = new JournalStage(journal, start.stamp());
        matchStage = new MatchStage(engine, start.stamp(), snapshots);
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
     * Takes waiting commands through all stages, as one batch of the ring.
     *
     * @param most       commands of the batch
     * @param matchFirst the matcher is ahead of the journal; otherwise behind it
     * @return how many there were
     * @throws EngineHaltedException when a stage failed, now or before: nothing of the batch was published
     */
    public int step(int most, boolean matchFirst) {
        halt.requireRunning();
        Slot[] batch = new Slot[Math.min(most, waiting.size())];
        for (int i = 0; i < batch.length; i++) batch[i] = waiting.remove();
        try {
            if (matchFirst) run(matchStage, batch);
            run(journalStage, batch);
            if (!matchFirst) run(matchStage, batch);
            run(publish, batch);
        } catch (Exception | Error e) {
            halt.because("a step failed", e);
            if (e instanceof Error error) throw error;
            halt.requireRunning();
        }
        free.addAll(List.of(batch));
        return batch.length;
    }

    private static void run(EventHandler<Slot> stage, Slot[] batch) throws Exception {
        for (int i = 0; i < batch.length; i++) stage.onEvent(batch[i], i, i == batch.length - 1);
    }

    /** Commands that wait for a step. */
    public int waiting() { return waiting.size(); }

    /** Last command whose events every listener has heard. */
    public long lastSequence() {
        return publish.lastSequence();
    }

    public long stateHash() { return engine.stateHash(); }

    /** Lets go of the files; what waits is lost. */
    @Override
    public void close() {
        journal.close();
    }
}
