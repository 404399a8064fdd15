package io.enerlink.engine.pipeline;

import com.lmax.disruptor.BatchEventProcessor;
import com.lmax.disruptor.BatchEventProcessorBuilder;
import com.lmax.disruptor.InsufficientCapacityException;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.dsl.Disruptor;
import com.lmax.disruptor.dsl.ProducerType;
import io.enerlink.engine.client.EngineClient;
import io.enerlink.engine.client.EventListener;
import io.enerlink.engine.journal.FileStorage;
import io.enerlink.engine.journal.Journal;
import io.enerlink.engine.journal.JournalEnd;
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
 *  gateways ─┐
 *  bridge   ─┼─▶ ring of slots ─▶ EngineStage: journal, match, publish ─▶ listeners
 *  timer    ─┘
 * </pre>
 *
 * Only what is durable is matched, so nothing is seen that is not. One thread does all of it: what is matched while the
 * next force runs would be less than what it costs to wake another. When anything fails, all stop for ever.
 */
public final class EnginePipeline implements EngineClient, AutoCloseable {
    private static final long NO_ROOM = -1;
    private static final long RETRY_NANOS = 50_000;

    private final EpochClock clock;
    private final Halt halt;
    private final Publisher publisher;
    private final Disruptor<Slot> disruptor;
    private final RingBuffer<Slot> ring;
    private final EngineThreads threads;
    private final Storage storage;
    private Journal journal;
    private SnapshotStage snapshots;
    private DiskWatch disk;

    private volatile boolean closing;
    private boolean closed;
    private EngineState finalState;

    private EnginePipeline(PipelineConfig config, Storage storage, Halt halt, EngineThreads threads,
            EventListener... listeners) {
        this.storage = storage;
        this.halt = halt;
        this.threads = threads;
        clock = config.clock();
        publisher = new Publisher(listeners);
        disruptor = new Disruptor<>(Slot::new, config.ringSize(), threads, ProducerType.MULTI,
                config.waitMode().strategy());
        if (storage == null)
            handle(new MatchingEngine(config.engine()), new Stamp(0, 0));
        else
            recover(config);
        halt.failed().whenComplete((nothing, cause) -> disruptor.halt());
        ring = disruptor.start();
        if (config.tickIntervalMs() > 0) threads.every(config.tickIntervalMs(), this::tick);
        if (disk != null) threads.every(config.disk().lookEveryMs(), this::lookAtDisk);
    }

    /** From the newest good snapshot and what the journal holds behind it; the listeners hear of both. */
    private void recover(PipelineConfig config) {
        DiskWatch.requireSpace(storage, config.disk());
        Startup start = Startup.of(storage, config.engine(), config.progress());
        JournalEnd end = start.replay(storage, publisher, config.progress(), threads.background());
        journal = Journal.open(storage, config.journal(), end, threads.background());
        snapshots = new SnapshotStage(config.snapshots(), config.engine(), storage, start.snapshot(),
                threads.writer(), publisher::storedThrough, halt);
        snapshots.prepare(start.engine());
        disk = new DiskWatch(storage, config.disk(), start.engine().isStorageLow());
        handle(start.engine(), start.stamp());
    }

    /** Producers hand over more while a batch is matched, which is why it is never the whole ring. */
    private void handle(MatchingEngine engine, Stamp stamp) {
        RingBuffer<Slot> slots = disruptor.getRingBuffer();
        int most = slots.getBufferSize() / 2;
        EngineStage stage = new EngineStage(engine, publisher, halt, stamp, journal, snapshots, most);
        BatchEventProcessor<Slot> processor = new BatchEventProcessorBuilder().setMaxBatchSize(most).build(slots,
                slots.newBarrier(), stage);
        processor.setExceptionHandler(halt);
        disruptor.handleEventsWith(processor);
    }

    /**
     * Loads the newest good snapshot and replays the rest of the journal, so that engine and listeners know what they
     * knew, and starts. Listeners hear the state of the snapshot and then the replay on the calling thread, then what is
     * new on the engine's matching thread.
     *
     * @throws io.enerlink.engine.journal.StorageException when the directory is in use or the disk fails
     * @throws io.enerlink.engine.journal.JournalException when the journal is damaged; it says where and what to do
     */
    public static EnginePipeline start(PipelineConfig config, EventListener... listeners) {
        return start(config, FileStorage.open(config.directory()), listeners);
    }

    /**
     * Starts without a journal, so that all is forgotten when it is closed. For measurements and trials;
     * what trades for money wants {@link #start(PipelineConfig, EventListener...)}.
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
        boolean taken = publishCommand(command, offset, length, storage == null ? 0 : System.nanoTime());
        if (!taken) requireOpen();
        return taken;
    }

    /** What is claimed behind the last barrier of close() is not taken: nobody would look at it. */
    private boolean publishCommand(DirectBuffer command, int offset, int length, long submittedNs) {
        long clockMs = clock.time();
        long claimed = tryClaim();
        if (claimed == NO_ROOM) return false;
        Slot slot = ring.get(claimed);
        slot.length = 0;
        try {
            if (closing) return false;
            slot.command.putBytes(0, command, offset, length);
            slot.clockMs = clockMs;
            slot.submittedNs = submittedNs;
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
        if (!closing && !halt.isHalted()) publishOwn(FixedCommands.TICK);
    }

    private boolean publishOwn(DirectBuffer command) {
        return publishCommand(command, 0, command.capacity(), 0);
    }

    /** Commands that are taken and not yet published. */
    public long queued() {
        return ring.getBufferSize() - ring.remainingCapacity();
    }

    private void lookAtDisk() {
        if (closing || halt.isHalted()) return;
        switch (disk.look()) {
            case FINE -> {
                // Nothing to be said.
            }
            case CHANGED -> disk.told(publishOwn(disk.command()));
            case FULL -> stopCleanly();
        }
    }

    /** Publishes what was taken, and stops for ever. */
    private synchronized void stopCleanly() {
        if (closed) return;
        closing = true;
        finalState = awaitBarrier();
        halt.because("it stopped cleanly", disk.full());
    }

    /**
     * Takes a snapshot of all that was submitted before, and waits until it is durable.
     *
     * @return what the matching thread saw of it
     * @throws EngineHaltedException when the engine has halted
     * @throws IllegalStateException without a journal
     */
    public SnapshotTaken snapshot() {
        if (snapshots == null) throw new IllegalStateException("without a journal there are no snapshots");
        threads.requireForeign();
        while (true) {
            CompletableFuture<Boolean> written = new CompletableFuture<>();
            long claimed = claim();
            Slot slot = ring.get(claimed);
            slot.length = 0;
            slot.snapshot = written;
            ring.publish(claimed);
            if (answer(written)) return snapshots.last();
            LockSupport.parkNanos(RETRY_NANOS);
        }
    }

    /** The last snapshot that was taken since the start, or null. */
    public SnapshotTaken lastSnapshot() {
        return snapshots == null ? null : snapshots.last();
    }

    /** Last command whose events every listener has heard; all up to it are durable. */
    public long lastSequence() {
        return publisher.lastSequence();
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
        long claimed = claim();
        Slot slot = ring.get(claimed);
        slot.length = 0;
        slot.barrier = barrier;
        ring.publish(claimed);
        return answer(barrier);
    }

    private long claim() {
        long claimed = tryClaim();
        while (claimed == NO_ROOM) {
            halt.requireRunning();
            LockSupport.parkNanos(RETRY_NANOS);
            claimed = tryClaim();
        }
        return claimed;
    }

    private <T> T answer(CompletableFuture<T> asked) {
        try {
            CompletableFuture.anyOf(asked, halt.failed()).join();
            return asked.join();
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
        if (closed) return;
        threads.requireForeign();
        closing = true;
        closed = true;
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
