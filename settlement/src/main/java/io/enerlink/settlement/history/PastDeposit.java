package io.enerlink.settlement.history;

/** What arrived in escrow. @param asset the engine's code, 0 ETK, 1 IDRS @param amount base units */
public record PastDeposit(long eventSeq, int asset, long amount, long atMs) {}
