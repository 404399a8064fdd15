package io.enerlink.gateway.feed;

import io.enerlink.gateway.protocol.JsonWriter;
import io.enerlink.gateway.protocol.Params;
import io.enerlink.settlement.clearing.BatchListener;
import io.enerlink.settlement.clearing.BatchStatus;

/** Where each batch of trades stands on the chain, to everybody who has logged on. Any thread. */
public final class SettlementFeed implements BatchListener {
    private final Audience audience = new Audience();

    Audience audience() { return audience; }

    @Override
    public void onBatch(long batchId, BatchStatus status, String transactionHash, int trades) {
        long nowMs = System.currentTimeMillis();
        audience.tell(() -> JsonWriter.object().field("channel", "settlement").field("batchId", batchId)
                .field("status", Params.word(status)).field("transactionHash", transactionHash)
                .field("trades", trades).field("ts", nowMs).end().bytes());
    }
}
