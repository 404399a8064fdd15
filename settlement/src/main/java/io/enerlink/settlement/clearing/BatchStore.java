package io.enerlink.settlement.clearing;

/** Where the settlement of batches is noted for people and reports. A port, as the other stores of the settlement. */
public interface BatchStore {
    /** @param transactionHash null where it has none yet */
    void put(long batchId, BatchStatus status, int trades, int executions, byte[] tradesRoot, String transactionHash);

    /** What has settled for good, since the first start. */
    BatchTable.Totals totals();
}
