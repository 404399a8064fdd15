package io.enerlink.gateway.client;

import java.util.List;

/**
 * Where a batch with trades of the account stands on the chain.
 *
 * @param status pending, submitted, mined, final or reverted
 * @param transactionHash empty before it is submitted
 * @param tradeIds the account's own trades in it
 */
public record SettlementUpdate(long batchId, String status, String transactionHash, List<Long> tradeIds,
        long timestampMs) {}
