package io.enerlink.benchmarks.pipeline;

import io.enerlink.benchmarks.book.Answer;
import io.enerlink.benchmarks.book.EngineAnswer;
import io.enerlink.benchmarks.book.EngineCommands;
import io.enerlink.benchmarks.flow.Flow;
import io.enerlink.engine.client.EventBuffer;
import io.enerlink.engine.client.EventListener;
import io.enerlink.engine.matching.EngineConfig;
import io.enerlink.engine.message.BatchFinalDecoder;
import io.enerlink.engine.message.MessageHeaderDecoder;
import io.enerlink.engine.pipeline.EnginePipeline;
import io.enerlink.engine.pipeline.PipelineConfig;
import io.enerlink.engine.pipeline.WaitMode;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import org.agrona.DirectBuffer;

/** Our pipeline, with or without its journal. */
final class EnerLinkExchange implements Exchange, EventListener {
    /** Behind so many messages goes a command that says that the chain has confirmed a batch. */
    private static final int SETTLE_EVERY = 128;

    private final EngineCommands commands = new EngineCommands(false);
    private final EngineCommands.Settled settled = new EngineCommands.Settled();
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final EventBuffer.Visitor settlements = this::settlement;
    private final Results results;
    private final EnginePipeline pipeline;
    private long firstSequence;
    private volatile long nextBatch = 1;
    private volatile EngineAnswer answer;

    /** @param journal where the journal is kept; null for none */
    EnerLinkExchange(Waits waits, Path journal, Results results) {
        this.results = results;
        firstSequence = Long.MAX_VALUE;
        PipelineConfig config = PipelineConfig.defaults(journal == null ? Path.of("unused") : journal)
                .withEngine(new EngineConfig(Flow.ACCOUNTS, 1, 1 << 20)).withTickIntervalMs(0)
                .withWaitMode(WaitMode.valueOf(waits.name())).withClock(() -> EngineCommands.START_MS);
        pipeline = journal == null ? EnginePipeline.startWithoutJournal(config, this)
                : EnginePipeline.start(config, this);
        EngineCommands.open(this::submit);
        firstSequence = pipeline.state().sequence() + 1;
    }

    private void submit(DirectBuffer command, int length) {
        while (!pipeline.submit(command, 0, length)) LockSupport.parkNanos(1);
    }

    @Override
    public void submit(long[] words, int at, long index) {
        commands.write(words, at);
        submit(commands.buffer(), commands.length());
        if ((index + 1) % SETTLE_EVERY == 0) submit(settled.of(nextBatch), settled.length());
    }

    @Override
    public void answerTo(Answer told) { answer = new EngineAnswer(told); }

    @Override
    public void onEvents(long sequence, long timestampMs, EventBuffer events) {
        long position = sequence - firstSequence;
        if (position < 0) return;
        long group = position / (SETTLE_EVERY + 1);
        long inGroup = position % (SETTLE_EVERY + 1);
        if (answer != null) tell(events, inGroup == SETTLE_EVERY);
        if (inGroup == SETTLE_EVERY) events.forEach(settlements);
        else
            results.done(group * SETTLE_EVERY + inGroup);
    }

    private void tell(EventBuffer events, boolean settlement) {
        answer.begin(EngineAnswer.ID_FROM_EVENT);
        events.forEach(answer);
        if (!settlement) answer.end();
    }

    /** Only the engine's thread writes the volatile field. */
    private void settlement(DirectBuffer buffer, int offset, int length) {
        if (header.wrap(buffer, offset).templateId() == BatchFinalDecoder.TEMPLATE_ID) nextBatch++;
    }

    @Override
    public void close() {
        pipeline.close();
    }
}
