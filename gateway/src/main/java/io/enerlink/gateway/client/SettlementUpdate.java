package io.enerlink.gateway.client;

/**
 * Where a batch of trades stands on the chain.
 *
 * @param status pending, submitted, mined, final or reverted
 * @param transactionHash empty before it is submitted
 * @param trades how many the batch holds
 */
public record SettlementUpdate(long batchId, String status, String transactionHash, long trades, long timestampMs) {}
