package io.enerlink.gateway.client;

/** Where a batch with trades of the account is. @param transactionHash empty before it is submitted */
public record SettlementUpdate(long batchId, String state, String transactionHash, long timestampMs) {}
