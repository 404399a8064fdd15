package io.enerlink.settlement.clearing;

import java.util.List;
import java.util.stream.Stream;

/**
 * How engine and chain compared when they were last compared. Differences are in words; none where both agree.
 *
 * @param blockNumber       of the final block that the chain was read at; 0 before the first look
 * @param chainTimeMs       of that block
 * @param lookedAtMs        when it was looked, ms since 1970
 * @param looks             since the start
 * @param escrowDifferences between the ledger and the escrow and account events of Market
 * @param supplyDifferences between the supply of ETK and the converter's registers
 * @param alarm             a difference lasted, and trading was halted; until the next start
 */
public record ReconciliationState(long blockNumber, long chainTimeMs, long lookedAtMs, long looks,
        List<String> escrowDifferences, List<String> supplyDifferences, boolean alarm) {

    /** Before the first look. */
    public static final ReconciliationState NONE = new ReconciliationState(0, 0, 0, 0, List.of(), List.of(), false);

    /** All of them. */
    public List<String> differences() {
        return Stream.concat(escrowDifferences.stream(), supplyDifferences.stream()).toList();
    }
}
