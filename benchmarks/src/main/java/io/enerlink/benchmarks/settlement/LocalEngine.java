package io.enerlink.benchmarks.settlement;

import io.enerlink.engine.client.EngineClient;
import io.enerlink.engine.client.EventBuffer;
import io.enerlink.engine.client.EventListener;
import io.enerlink.engine.client.HeapBuffer;
import io.enerlink.engine.matching.EngineConfig;
import io.enerlink.engine.matching.MatchingEngine;
import io.enerlink.engine.message.AddInstrumentEncoder;
import io.enerlink.engine.message.ConfigureClearingEncoder;
import io.enerlink.engine.message.MessageHeaderEncoder;
import io.enerlink.engine.message.TickEncoder;
import io.enerlink.gateway.auth.Address;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;

/** The matching engine without a host: commands apply at once, in the caller's thread, and are not kept. */
final class LocalEngine implements EngineClient {
    static final String SYMBOL = "ETK-IDRS";
    static final int INSTRUMENT_ID = 1;
    static final int MAKER_FEE_BPS = 5;
    static final int TAKER_FEE_BPS = 10;
    private static final int ROOM = 1 << 20;
    private static final int MAX_PENDING_EXECUTIONS = 1 << 17;
    private static final int MAX_COMMAND = 512;

    private final MatchingEngine engine = new MatchingEngine(EngineConfig.defaults());
    private final EventBuffer events = new EventBuffer(ROOM);
    private final List<EventListener> listeners = new ArrayList<>();
    private long sequence;

    /** Before the first command. */
    void subscribe(EventListener listener) {
        listeners.add(listener);
    }

    @Override
    public synchronized boolean submit(DirectBuffer command, int offset, int length) {
        events.clear();
        long nowMs = System.currentTimeMillis();
        engine.onCommand(++sequence, nowMs, command, offset, length, events);
        listeners.forEach(listener -> listener.onEvents(sequence, nowMs, events));
        return true;
    }

    void addInstrument() {
        HeapBuffer buffer = new HeapBuffer(MAX_COMMAND);
        AddInstrumentEncoder command = new AddInstrumentEncoder().wrapAndApplyHeader(buffer, 0,
                new MessageHeaderEncoder());
        command.correlationId(0).lotWh(1).tickSize(1).minNotional(1).bandLowTicks(0).bandHighTicks(0)
                .instrumentId(INSTRUMENT_ID).maxOpenOrders(ROOM).makerFeeBps(MAKER_FEE_BPS).takerFeeBps(TAKER_FEE_BPS)
                .symbol(SYMBOL);
        submit(buffer, 0, MessageHeaderEncoder.ENCODED_LENGTH + command.encodedLength());
    }

    void configure(long batchAgeMs, int batchSize, String feeAccount) {
        HeapBuffer buffer = new HeapBuffer(MAX_COMMAND);
        ConfigureClearingEncoder command = new ConfigureClearingEncoder().wrapAndApplyHeader(buffer, 0,
                new MessageHeaderEncoder());
        command.correlationId(0).maxAgeMs(batchAgeMs).maxExecutions(batchSize)
                .maxPendingExecutions(MAX_PENDING_EXECUTIONS).maxPendingPerAccount(MAX_PENDING_EXECUTIONS)
                .putFeeAccount(Address.parse(feeAccount).toBytes(), 0, Address.LENGTH);
        submit(buffer, 0, MessageHeaderEncoder.ENCODED_LENGTH + command.encodedLength());
    }

    /** Batches close by age only when time is told. */
    void tick() {
        HeapBuffer buffer = new HeapBuffer(MAX_COMMAND);
        TickEncoder command = new TickEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder());
        command.correlationId(0);
        submit(buffer, 0, MessageHeaderEncoder.ENCODED_LENGTH + command.encodedLength());
    }
}
