package io.enerlink.gateway.client;

/** The account in the exchange: escrow as the engine has it, in base units. @param debtUwh owed to the converter */
public record Balances(Holding etk, Holding idrs, long debtUwh, long timestampMs) {
    /** @param unsettled of {@code free}, what came from trades that are not settled yet: may trade, not leave */
    public record Holding(long free, long reserved, long unsettled) {
        /** Free and reserved together. */
        public long total() { return free + reserved; }
    }
}
