package io.enerlink.settlement.clearing;

import java.util.List;

/**
 * How engine and chain compared when they were last compared.
 *
 * @param blockNumber of the final block that the chain was read at; 0 before the first look
 * @param chainTimeMs of that block
 * @param looks       since the start
 * @param differences in words; empty where both agree
 * @param alarm       a difference lasted, and trading was halted; until the next start
 */
public record ReconciliationState(long blockNumber, long chainTimeMs, long looks, List<String> differences,
        boolean alarm) {
    static final ReconciliationState NONE = new ReconciliationState(0, 0, 0, List.of(), false);
}
