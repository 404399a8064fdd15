package io.enerlink.gateway.client;

/**
 * An order the exchange has durably.
 *
 * @param nonce signed into it, and into every later version
 * @param state as the exchange named it in its answer
 * @param duplicate whether the exchange had it already
 */
public record PlacedOrder(OrderRequest terms, long nonce, String clientOrderId, long orderId, String state,
        long sequence, boolean duplicate, long timestampMs) {}
