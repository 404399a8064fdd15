package io.enerlink.engine.journal;

/**
 * What an engine must have in common with the one whose state a snapshot holds.
 *
 * @param stateVersion of the layout of the state
 */
public record SnapshotTerms(int stateVersion, int maxAccounts, int maxInstruments, int maxOrders) {
    @Override
    public String toString() {
        return "state version " + stateVersion + ", " + maxAccounts + " accounts, " + maxInstruments
                + " instruments, " + maxOrders + " orders";
    }
}
