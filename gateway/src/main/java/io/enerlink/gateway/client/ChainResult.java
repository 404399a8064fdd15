package io.enerlink.gateway.client;

/** What became of a transaction the exchange sent for the account. */
public record ChainResult(String state, String transactionHash) {}
