package io.enerlink.settlement.clearing;

/** Hears how batches of trades settle. Called on the settler's thread: must not block. */
@FunctionalInterface
public interface BatchListener {
    /**
     * @param transactionHash 0x-hexadecimal; null while there is none
     * @param trades          in the batch
     */
    void onBatch(long batchId, BatchStatus status, String transactionHash, int trades);
}
