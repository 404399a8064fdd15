package io.enerlink.settlement.metering;

import java.math.BigDecimal;

/**
 * What was, or is to be, said to the chain about a meter.
 *
 * @param ordinal      its place in the transaction
 * @param readingsRoot root of the tree over the readings it settles, 0x-hexadecimal
 */
public record SettlementReport(long reportId, String transactionId, int ordinal, String meterId, int epoch,
        Energy registers,
        String readingsRoot) {
    /** Where a report is. */
    public enum State {
        /** Stored, and on its way. */
        PENDING,
        /** Took effect on the chain. */
        FINAL,
        /** In a final block without effect; a later report heals it. */
        REFUSED,
        /** Its transaction failed as a whole; a later report heals it. */
        REVERTED
    }

    /** What the chain made of a report, in µWh. {@code refusal} null when it took effect. */
    public record Outcome(String refusal, BigDecimal mintedUwh, BigDecimal burnedUwh,
            BigDecimal debtUwh, BigDecimal carriedUwh) {
        public static Outcome refused(String refusal) {
            return new Outcome(refusal, null, null, null, null);
        }
    }
}
