package io.enerlink.gateway.feed;

import java.util.ArrayDeque;
import java.util.Deque;

import io.enerlink.engine.matching.HaltReason;
import io.enerlink.engine.matching.TradingState;
import io.enerlink.engine.message.BatchClosedDecoder;
import io.enerlink.engine.message.BatchFinalDecoder;
import io.enerlink.engine.message.TradingChangedDecoder;
import io.enerlink.gateway.protocol.Hex;
import io.enerlink.gateway.protocol.JsonWriter;
import io.enerlink.gateway.protocol.Params;
import io.enerlink.gateway.session.Instruments;
import io.enerlink.gateway.session.Outbound;
import io.enerlink.gateway.session.Subscription;
import io.enerlink.settlement.clearing.BatchStatus;

/** What concerns everybody: batches closed and final, trading halted and resumed, and how all is now. Any thread. */
final class SystemFeed {
    private static final int HASH_BYTES = 32;
    /** Of batches, kept for who comes later. */
    private static final int KEPT_MESSAGES = 128;

    private final Instruments instruments;
    private final SystemState state;
    private final Deque<byte[]> batches = new ArrayDeque<>();
    private final Audience audience = new Audience();

    SystemFeed(Instruments instruments) {
        this.instruments = instruments;
        state = new SystemState(instruments);
    }

    SystemState state() { return state; }

    /** Begins with what was last told of batches, and how all is now. */
    synchronized Subscription join(Outbound outbound) {
        batches.forEach(outbound::send);
        outbound.send(now());
        return audience.join(outbound);
    }

    /** Tells how all is now. */
    void tellState() {
        audience.tell(this::now);
    }

    private byte[] now() {
        return state.write(begin("state")).field("ts", System.currentTimeMillis()).end().bytes();
    }

    void onTradingChanged(long timestampMs, TradingChangedDecoder event) {
        state.trading(event.instrumentId(), TradingState.of(event.state()), HaltReason.of(event.reason()));
        audience.tell(() -> begin("trading")
                .field("symbol", event.instrumentId() == 0 ? null : instruments.byId(event.instrumentId()).symbol())
                .field("state", Params.word(TradingState.of(event.state())))
                .field("reason", Params.word(HaltReason.of(event.reason()))).field("ts", timestampMs).end().bytes());
    }

    void onBatchClosed(long timestampMs, BatchClosedDecoder event) {
        tell(begin("batch").field("batchId", event.batchId()).field("status", "pending")
                .field("trades", event.lastTradeId() - event.firstTradeId() + 1)
                .field("executions", event.executions()).field("ts", timestampMs));
    }

    void onBatchFinal(long timestampMs, BatchFinalDecoder event) {
        byte[] hash = new byte[HASH_BYTES];
        event.getTransactionHash(hash, 0, HASH_BYTES);
        tell(begin("batch").field("batchId", event.batchId()).field("status", "final")
                .field("transactionHash", Hex.format(hash)).field("ts", timestampMs));
    }

    /** What happens to a batch between its closing and its end, of which the engine knows nothing. */
    void onBatch(long batchId, BatchStatus status, String transactionHash, int trades, long timestampMs) {
        if (status == BatchStatus.PENDING || status == BatchStatus.FINAL) return;
        tell(begin("batch").field("batchId", batchId).field("status", Params.word(status))
                .field("transactionHash", transactionHash).field("trades", trades).field("ts", timestampMs));
    }

    private synchronized void tell(JsonWriter batch) {
        byte[] message = batch.end().bytes();
        if (batches.size() == KEPT_MESSAGES) batches.removeFirst();
        batches.addLast(message);
        audience.tell(() -> message);
    }

    private static JsonWriter begin(String type) {
        return JsonWriter.object().field("channel", "system").field("type", type);
    }
}
