package io.enerlink.engine.pipeline;

import com.lmax.disruptor.InsufficientCapacityException;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.dsl.Disruptor;
import com.lmax.disruptor.dsl.ProducerType;
import io.enerlink.engine.client.EngineClient;
import io.enerlink.engine.client.EventListener;
import io.enerlink.engine.journal.FileStorage;
import io.enerlink.engine.journal.Journal;
import io.enerlink.engine.journal.JournalEnd;
import io.enerlink.engine.journal.Recovery;
import io.enerlink.engine.journal.Storage;
import io.enerlink.engine.matching.MatchingEngine;
import io.enerlink.engine.message.MessageHeaderEncoder;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.EpochClock;

/**
 * The engine in one process:
 *
 * <pre>
 *  gateways ─┐             ┌─▶ JournalStage ─┐
 *  bridge   ─┼─▶ ring of ──┤                 ├─▶ PublishStage ─▶ listeners
 *  timer    ─┘   slots     └─▶ MatchStage   ─┘
 * </pre>
 *
 * Journal and matcher work side by side on the same slots; what both have done is published, so nothing is seen that is
 * not durable. When any of the three fails, all stop for ever.
 */
public final class EnginePipeline implements EngineClient, AutoCloseable {
    private static final long NO_ROOM = -1;
    private static final long RETRY_NANOS = 50_000;

    private final EpochClock clock;
    private final Halt halt;
    private final PublishStage publish;
    private final Disruptor<Slot> disruptor;
    private final RingBuffer<Slot> ring;
    private final EngineThreads threads;
    private final Journal journal;
    private final Storage storage;

    private volatile boolean closing;
    private EngineState finalState;

    private EnginePipeline(PipelineConfig config, Storage storage, Halt halt, EngineThreads threads,
            EventListener... listeners) {
        this.storage = storage;
        this.halt = halt;
        this.threads = threads;
        clock = config.clock();
        publish = new PublishStage(listeners, halt);
        MatchingEngine engine = new MatchingEngine(config.engine());
        disruptor = new Disruptor<>(Slot::new, config.ringSize(), threads, ProducerType.MULTI,
                config.waitMode().strategy());
        disruptor.setDefaultExceptionHandler(halt);
        journal = storage == null ? null : recover(config, engine);
        if (journal == null) disruptor.handleEventsWith(new MatchAndPublish(engine, publish));
        halt.failed().whenComplete((nothing, cause) -> disruptor.halt());
        ring = disruptor.start();
        if (config.tickIntervalMs() > 0) threads.every(config.tickIntervalMs(), this::tick);
    }

    private Journal recover(PipelineConfig config, MatchingEngine engine) {
        JournalEnd end = Recovery.replay(storage, 0, new Replay(engine, publish), config.progress());
        publish.endBatch();
        Journal opened = Journal.open(storage, config.journal(), end, threads.background());
        disruptor.handleEventsWith(new JournalStage(opened, new Stamp(end.lastSequence(), end.lastTimestampMs())),
                new MatchStage(engine, new Stamp(end.lastSequence(), end.lastTimestampMs()))).then(publish);
        return opened;
    }

    /**
     * Replays the journal, so that engine and listeners know what they knew, and starts. Listeners hear the replay on the
     * calling thread, then what is new on the engine's publishing thread.
     *
     * @throws io.enerlink.engine.journal.StorageException when the directory is in use or the disk fails
     * @throws io.enerlink.engine.journal.JournalException when the journal is damaged; it says where and what to do
     */
    public static EnginePipeline start(PipelineConfig config, EventListener... listeners) {
        return start(config, FileStorage.open(config.directory()), listeners);
    }

    /**
     * Starts without a journal: one thread matches and publishes, and all is forgotten when it is closed. For measurements
     * and trials; what trades for money wants {@link #start(PipelineConfig, EventListener...)}.
     */
    public static EnginePipeline startWithoutJournal(PipelineConfig config, EventListener... listeners) {
        return start(config, (Storage) null, listeners);
    }

    /** Starts on a storage that need not be the configured directory; it is closed with the pipeline. */
    public static EnginePipeline start(PipelineConfig config, Storage storage, EventListener... listeners) {
        Halt halt = new Halt(config.onHalt());
        EngineThreads threads = new EngineThreads(halt);
        try {
            return new EnginePipeline(config, storage, halt, threads, listeners);
        } catch (RuntimeException | Error e) {
            threads.end();
            if (storage != null) storage.close();
            throw e;
        }
    }

    /**
     * {@inheritDoc} When true was returned the command will take effect, unless the engine halts before it is durable.
     *
     * @throws EngineHaltedException    when the engine has halted or was closed
     * @throws IllegalArgumentException for what cannot be a command by its length
     */
    @Override
    public boolean submit(DirectBuffer command, int offset, int length) {
        if (length < MessageHeaderEncoder.ENCODED_LENGTH || length > Slot.MAX_COMMAND_BYTES) {
            throw new IllegalArgumentException("a command has from " + MessageHeaderEncoder.ENCODED_LENGTH + " to "
                    + Slot.MAX_COMMAND_BYTES + " bytes, not " + length);
        }
        requireOpen();
        boolean taken = publishCommand(command, offset, length);
        if (!taken) requireOpen();
        return taken;
    }

    /** What is claimed behind the last barrier of close() is not taken: nobody would look at it. */
    private boolean publishCommand(DirectBuffer command, int offset, int length) {
        long clockMs = clock.time();
        long claimed = tryClaim();
        if (claimed == NO_ROOM) return false;
        Slot slot = ring.get(claimed);
        slot.length = 0;
        try {
            if (closing) return false;
            slot.command.putBytes(0, command, offset, length);
            slot.clockMs = clockMs;
            slot.length = length;
            return true;
        } finally {
            ring.publish(claimed);
        }
    }

    private long tryClaim() {
        try {
            return ring.tryNext();
        } catch (InsufficientCapacityException e) {
            return NO_ROOM;
        }
    }

    private void tick() {
        if (!closing && !halt.isHalted()) publishCommand(FixedCommands.TICK, 0, FixedCommands.TICK.capacity());
    }

    /** Commands that are taken and not yet published. */
    public long queued() {
        return ring.getBufferSize() - ring.remainingCapacity();
    }

    /** Last command whose events every listener has heard; all up to it are durable. */
    public long lastSequence() {
        return publish.lastSequence();
    }

    /**
     * Waits until all that was submitted before is durable and published, and tells what the engine knows then. For tests
     * and audits: hashing takes time in which nothing is matched. Not for the listeners' thread, which would wait for itself.
     *
     * @throws EngineHaltedException when the engine has halted
     */
    public synchronized EngineState state() {
        return finalState == null ? awaitBarrier() : finalState;
    }

    /** {@link #state()}'s hash alone. */
    public long stateHash() { return state().stateHash(); }

    private EngineState awaitBarrier() {
        threads.requireForeign();
        CompletableFuture<EngineState> barrier = new CompletableFuture<>();
        long claimed = tryClaim();
        while (claimed == NO_ROOM) {
            halt.requireRunning();
            LockSupport.parkNanos(RETRY_NANOS);
            claimed = tryClaim();
        }
        Slot slot = ring.get(claimed);
        slot.length = 0;
        slot.barrier = barrier;
        ring.publish(claimed);
        try {
            return (EngineState) CompletableFuture.anyOf(barrier, halt.failed()).join();
        } catch (CompletionException e) {
            halt.requireRunning();
            throw e;
        }
    }

    private void requireOpen() {
        halt.requireRunning();
        if (closing) throw new EngineHaltedException("The engine has been closed", null);
    }

    /** Takes nothing more, publishes what was taken, and gives the directory free. After a halt it only does the latter. */
    @Override
    public synchronized void close() {
        if (closing) return;
        threads.requireForeign();
        closing = true;
        try {
            if (!halt.isHalted()) finalState = awaitBarrier();
        } finally {
            disruptor.halt();
            threads.end();
            if (journal != null) {
                journal.close();
                storage.close();
            }
        }
    }
}
