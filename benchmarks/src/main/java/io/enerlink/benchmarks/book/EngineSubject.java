package io.enerlink.benchmarks.book;

import io.enerlink.benchmarks.flow.Flow;
import io.enerlink.engine.client.EventBuffer;
import io.enerlink.engine.matching.EngineConfig;
import io.enerlink.engine.matching.MatchingEngine;
import io.enerlink.engine.message.BatchFinalDecoder;
import io.enerlink.engine.message.MessageHeaderDecoder;
import io.enerlink.engine.message.OrderAcceptedDecoder;
import org.agrona.DirectBuffer;

/**
 * Our whole engine: commands decoded, checked, matched and paid for; signatures kept, batches closed and settled, every
 * event written.
 */
final class EngineSubject extends Subject {
    /** After so many messages the chain is said to have confirmed a batch. */
    private static final int SETTLE_EVERY = 128;
    private static final EngineConfig CONFIG = new EngineConfig(Flow.ACCOUNTS, 1, 1 << 21);

    private final EngineCommands commands;
    private final EngineCommands.Settled settled = new EngineCommands.Settled();
    private final MatchingEngine engine = new MatchingEngine(CONFIG);
    private final EventBuffer events = new EventBuffer(1 << 16);
    private final EventBuffer.Visitor settlements = this::settlement;
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private EngineAnswer answer;
    private long sequence;
    private long applied;
    private long nextBatch = 1;

    /** @param handles orders have no client ids, and messages name them by the ids that {@link #withHandles} put in */
    EngineSubject(boolean handles) {
        commands = new EngineCommands(handles);
        EngineCommands.open((command, length) -> onCommand(EngineCommands.START_MS, command, length));
    }

    /** The same flow with the ids that the engine gives its orders, as clients know them that have seen them accepted. */
    static Flow withHandles(Flow flow) {
        Flow named = flow.copy();
        long[] words = named.words();
        long[] orderIds = new long[flow.count() + 1];
        EngineSubject subject = new EngineSubject(true);
        OrderAcceptedDecoder accepted = new OrderAcceptedDecoder();
        for (int i = 0; i < flow.count(); i++) {
            int at = i * Flow.STRIDE;
            int number = Flow.number(words[at]);
            boolean places = Flow.operation(words[at]) <= Flow.PLACE_IOC;
            if (!places) words[at + 1] = orderIds[number];
            subject.apply(words, at);
            if (places) subject.events.forEach((buffer, offset, length) -> {
                if (subject.header.wrap(buffer, offset).templateId() != OrderAcceptedDecoder.TEMPLATE_ID) return;
                orderIds[number] = accepted.wrapAndApplyHeader(buffer, offset, subject.header).orderId();
            });
        }
        return named;
    }

    @Override
    public void apply(long[] words, int at) {
        if (++applied % SETTLE_EVERY == 0) settle();
        commands.write(words, at);
        onCommand(commands.nowMs(), commands.buffer(), commands.length());
    }

    private void settle() {
        onCommand(commands.nowMs(), settled.of(nextBatch), settled.length());
        events.forEach(settlements);
        if (answer != null) events.forEach(answer);
    }

    private void settlement(DirectBuffer buffer, int offset, int length) {
        if (header.wrap(buffer, offset).templateId() == BatchFinalDecoder.TEMPLATE_ID) nextBatch++;
    }

    private void onCommand(long nowMs, DirectBuffer command, int length) {
        events.clear();
        engine.onCommand(++sequence, nowMs, command, 0, length, events);
    }

    @Override
    void answerTo(Answer told) { answer = new EngineAnswer(told); }

    @Override
    void tellLast(long[] words, int at) {
        answer.begin(words[at + 1]);
        events.forEach(answer);
        answer.end();
    }

    @Override
    void tellEnd() {
        answer.tellEnd();
    }

    @Override
    public long witness() { return engine.stateHash(); }
}
