package io.enerlink.gateway.feed;

import io.enerlink.engine.matching.CancelReason;
import io.enerlink.gateway.protocol.Decimals;
import io.enerlink.gateway.protocol.JsonWriter;
import io.enerlink.gateway.protocol.Params;
import io.enerlink.gateway.session.OpenOrder;

/**
 * Something that happened to an order of an account; {@code seq} numbers an account's without gaps.
 *
 * @param order as it is after it
 * @param fill  of a trade, else null
 * @param reason of a cancellation, else null
 */
record Execution(long seq, Type type, OpenOrder order, Fill fill, CancelReason reason, long timestampMs) {
    /** What happened. */
    enum Type {
        NEW, TRADE, CANCELED, EXPIRED, REPLACED;

        /** Whether the order is over. */
        boolean ends(OpenOrder order) {
            return this == CANCELED || this == EXPIRED || this == TRADE && order.leavesWh() == 0;
        }
    }

    /** An account's part in a trade. @param fee in IDRS base units */
    record Fill(long tradeId, long batchId, long priceTicks, long quantityWh, long fee, boolean maker) {}

    /** What has become of the order: open, filled, canceled or expired. */
    String state() {
        return switch (type) {
            case NEW, REPLACED -> "open";
            case TRADE -> order.leavesWh() == 0 ? "filled" : "open";
            case CANCELED, EXPIRED -> Params.word(type);
        };
    }

    byte[] json() {
        JsonWriter json = JsonWriter.object().field("channel", "executions").field("seq", seq)
                .field("type", Params.word(type)).field("orderId", order.orderId())
                .id("clientOrderId", order.clientOrderId()).field("symbol", order.instrument().symbol())
                .field("side", Params.word(order.side())).decimal("price", order.priceTicks(), Decimals.PRICE)
                .decimal("quantity", order.quantityWh(), Decimals.QUANTITY)
                .decimal("leaves", order.leavesWh(), Decimals.QUANTITY);
        if (fill != null) {
            json.decimal("lastPrice", fill.priceTicks, Decimals.PRICE)
                    .decimal("lastQuantity", fill.quantityWh, Decimals.QUANTITY)
                    .decimal("fee", fill.fee, Decimals.IDRS).field("liquidity", fill.maker ? "maker" : "taker")
                    .field("tradeId", fill.tradeId).field("batchId", fill.batchId);
        }
        if (reason != null) json.field("reason", Params.word(reason));
        return json.field("ts", timestampMs).end().bytes();
    }
}
