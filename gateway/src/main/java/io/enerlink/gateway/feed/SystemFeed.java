package io.enerlink.gateway.feed;

import io.enerlink.engine.matching.HaltReason;
import io.enerlink.engine.matching.TradingState;
import io.enerlink.engine.message.BatchClosedDecoder;
import io.enerlink.engine.message.BatchFinalDecoder;
import io.enerlink.engine.message.TradingChangedDecoder;
import io.enerlink.gateway.protocol.Hex;
import io.enerlink.gateway.protocol.JsonWriter;
import io.enerlink.gateway.protocol.Params;
import io.enerlink.gateway.session.Instruments;
import io.enerlink.settlement.clearing.BatchStatus;

/** What concerns everybody: batches closed and final, trading halted and resumed. */
final class SystemFeed {
    private static final int HASH_BYTES = 32;

    private final Instruments instruments;
    private final Audience audience = new Audience();

    SystemFeed(Instruments instruments) { this.instruments = instruments; }

    Audience audience() { return audience; }

    void onTradingChanged(long timestampMs, TradingChangedDecoder event) {
        audience.tell(() -> begin("trading")
                .field("symbol", event.instrumentId() == 0 ? null : instruments.byId(event.instrumentId()).symbol())
                .field("state", Params.word(TradingState.of(event.state())))
                .field("reason", Params.word(HaltReason.of(event.reason()))).field("ts", timestampMs).end().bytes());
    }

    void onBatchClosed(long timestampMs, BatchClosedDecoder event) {
        audience.tell(() -> begin("batch").field("batchId", event.batchId()).field("status", "pending")
                .field("trades", event.lastTradeId() - event.firstTradeId() + 1)
                .field("executions", event.executions()).field("ts", timestampMs).end().bytes());
    }

    void onBatchFinal(long timestampMs, BatchFinalDecoder event) {
        audience.tell(() -> {
            byte[] hash = new byte[HASH_BYTES];
            event.getTransactionHash(hash, 0, HASH_BYTES);
            return begin("batch").field("batchId", event.batchId()).field("status", "final")
                    .field("transactionHash", Hex.format(hash)).field("ts", timestampMs).end().bytes();
        });
    }

    /** What happens to a batch between its closing and its end, of which the engine knows nothing. */
    void onBatch(long batchId, BatchStatus status, String transactionHash, int trades, long timestampMs) {
        if (status == BatchStatus.PENDING || status == BatchStatus.FINAL) return;
        audience.tell(() -> begin("batch").field("batchId", batchId).field("status", Params.word(status))
                .field("transactionHash", transactionHash).field("trades", trades).field("ts", timestampMs).end()
                .bytes());
    }

    private static JsonWriter begin(String type) {
        return JsonWriter.object().field("channel", "system").field("type", type);
    }
}
