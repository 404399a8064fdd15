package io.enerlink.gateway.session;

import io.enerlink.engine.book.OrderType;
import io.enerlink.engine.book.Side;
import io.enerlink.engine.book.TimeInForce;

/**
 * An order as its last event left it; units as in their names.
 *
 * @param version as it was last signed, null where it is told of the past and open no more
 */
public record OpenOrder(long orderId, long clientOrderId, Instrument instrument, Side side, OrderType type,
        TimeInForce timeInForce, boolean postOnly, long priceTicks, long quantityWh, long leavesWh, long expiryMs,
        long nonce, long sequence, long timestampMs, Version version) {

    /** The same order with this much left. */
    public OpenOrder withLeaves(long leavesWh) {
        return new OpenOrder(orderId, clientOrderId, instrument, side, type, timeInForce, postOnly, priceTicks,
                quantityWh, leavesWh, expiryMs, nonce, sequence, timestampMs, version);
    }

    /** The same order after a replacement. */
    public OpenOrder replaced(long priceTicks, long quantityWh, long leavesWh, long expiryMs, long sequence,
            Version version) {
        return new OpenOrder(orderId, clientOrderId, instrument, side, type, timeInForce, postOnly, priceTicks,
                quantityWh, leavesWh, expiryMs, nonce, sequence, timestampMs, version);
    }
}
