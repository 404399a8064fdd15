package io.enerlink.gateway.feed;

import io.enerlink.gateway.protocol.JsonWriter;

/** Where each batch of trades stands on the chain. Any thread. */
public final class SettlementFeed {
    private final Audience audience = new Audience();

    Audience audience() { return audience; }

    /**
     * A batch came a step further.
     *
     * @param status          pending, submitted, mined, final or reverted
     * @param transactionHash of the batch's transaction as text, null before there is one
     * @param trades          how many trades the batch holds
     */
    public void onBatch(long batchId, String status, String transactionHash, long trades, long timestampMs) {
        audience.tell(() -> JsonWriter.object().field("channel", "settlement").field("batchId", batchId)
                .field("status", status).field("transactionHash", transactionHash).field("trades", trades)
                .field("ts", timestampMs).end().bytes());
    }
}
