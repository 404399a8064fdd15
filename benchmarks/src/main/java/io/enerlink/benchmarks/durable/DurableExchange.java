package io.enerlink.benchmarks.durable;

import io.enerlink.benchmarks.book.EngineCommands;
import io.enerlink.benchmarks.flow.Flow;
import io.enerlink.engine.client.EventBuffer;
import io.enerlink.engine.client.EventListener;
import io.enerlink.engine.journal.Storage;
import io.enerlink.engine.matching.EngineConfig;
import io.enerlink.engine.message.BatchClosedDecoder;
import io.enerlink.engine.message.MessageHeaderDecoder;
import io.enerlink.engine.pipeline.EnginePipeline;
import io.enerlink.engine.pipeline.PipelineConfig;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.agrona.DirectBuffer;

/**
 * Our pipeline with its journal, fed with a flow; every command's acknowledgement is seen. The chain confirms each batch
 * as soon as it is closed, so that what is unsettled stays bounded.
 */
final class DurableExchange implements EventListener, AutoCloseable {
    private static final long PATIENCE_NANOS = 60_000_000_000L;
    private static final long LONGEST_NANOS = 60_000_000_000L;

    private final EngineCommands commands = new EngineCommands(false);
    private final EngineCommands.Settled settled = new EngineCommands.Settled();
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final BatchClosedDecoder batch = new BatchClosedDecoder();
    private final EventBuffer.Visitor settlements = this::settlement;
    private final EnginePipeline pipeline;
    private volatile long closedBatch;
    private long settledBatch;
    private final AtomicLong acknowledged = new AtomicLong();
    private long submitted;

    /** When the commands were handed over that may still be on their way, by the last bits of their sequence. */
    private final long[] handedOver = new long[1 << 16];
    private final Histogram latency = new Histogram(LONGEST_NANOS, 3);
    private volatile boolean timed;
    private long replayedNanos;

    DurableExchange(Storage storage) {
        PipelineConfig config = PipelineConfig.defaults(Path.of("unused"))
                .withEngine(new EngineConfig(Flow.ACCOUNTS, 1, 1 << 20)).withTickIntervalMs(0)
                .withClock(() -> EngineCommands.START_MS)
                .withProgress((lastSequence, segments, ofSegments) -> replayedNanos = System.nanoTime());
        pipeline = EnginePipeline.start(config, storage, this);
        submitted = pipeline.lastSequence();
    }

    /** {@link System#nanoTime()} when the journal that there was had been replayed. */
    long replayedNanos() {
        return replayedNanos;
    }

    void open() {
        EngineCommands.open(this::submit);
    }

    /** Commands that were given to it, those of the journal included. */
    long submitted() { return submitted; }

    private void submit(DirectBuffer command, int length) {
        handedOver[(int) (submitted + 1) & handedOver.length - 1] = System.nanoTime();
        while (!pipeline.submit(command, 0, length)) LockSupport.parkNanos(1);
        submitted++;
    }

    private void submit(Flow flow, int message) {
        commands.write(flow.words(), message * Flow.STRIDE);
        submit(commands.buffer(), commands.length());
        while (settledBatch < closedBatch) submit(settled.of(++settledBatch), settled.length());
    }

    /** Gives it messages as fast as it takes them and returns when the last is acknowledged. */
    void flood(Flow flow, int from, int to) {
        for (int message = from; message < to; message++) submit(flow, message);
        awaitAll();
    }

    /**
     * One command each interval on average, those that are due whenever the thread wakes: one that spins for the moment
     * would take the processor from those that are measured.
     *
     * @return what each took from being handed over to its acknowledgement, in nanoseconds
     */
    Histogram pace(Flow flow, int from, int to, long intervalNanos) {
        latency.reset();
        timed = true;
        long first = submitted;
        long start = System.nanoTime();
        for (int message = from; message < to; message++) {
            while (System.nanoTime() < start + (submitted - first) * intervalNanos)
                LockSupport.parkNanos(intervalNanos);
            submit(flow, message);
        }
        awaitAll();
        timed = false;
        return latency;
    }

    private void awaitAll() {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (acknowledged.get() < submitted) {
            if (System.nanoTime() > deadline) throw new IllegalStateException("only " + acknowledged + " acknowledged");
            LockSupport.parkNanos(1_000);
        }
    }

    @Override
    public void onEvents(long sequence, long timestampMs, EventBuffer events) {
        events.forEach(settlements);
        if (timed) latency.recordValue(System.nanoTime() - handedOver[(int) sequence & handedOver.length - 1]);
        acknowledged.lazySet(sequence);
    }

    private void settlement(DirectBuffer buffer, int offset, int length) {
        if (header.wrap(buffer, offset).templateId() == BatchClosedDecoder.TEMPLATE_ID)
            closedBatch = batch.wrapAndApplyHeader(buffer, offset, header).batchId();
    }

    @Override
    public void close() {
        pipeline.close();
    }
}
