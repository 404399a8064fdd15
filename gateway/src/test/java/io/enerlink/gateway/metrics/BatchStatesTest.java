package io.enerlink.gateway.metrics;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.enerlink.settlement.clearing.BatchStatus;
import org.junit.jupiter.api.Test;

class BatchStatesTest {
    private final Metrics metrics = new Metrics();
    private final BatchStates states = new BatchStates(metrics);

    @Test
    void countsBatchesUnderWayByStateAndThoseThatEnded() {
        for (long batchId = 1; batchId <= 3; batchId++) hear(batchId, BatchStatus.PENDING);
        hear(1, BatchStatus.SUBMITTED);
        hear(1, BatchStatus.MINED);
        hear(1, BatchStatus.FINAL);
        hear(2, BatchStatus.SUBMITTED);
        shows(1, "pending");
        shows(1, "submitted");
        shows(0, "mined");
        shows(1, "final");
        hear(2, BatchStatus.REVERTED);
        hear(2, BatchStatus.VOIDED);
        hear(3, BatchStatus.VOIDED);
        shows(0, "pending");
        shows(0, "reverted");
        shows(2, "voided");
    }

    private void hear(long batchId, BatchStatus status) {
        states.onBatch(batchId, status, null, 1);
    }

    private void shows(int batches, String state) {
        String line = "enerlink_settlement_batches{state=\"" + state + "\"} " + batches + ".0\n";
        assertTrue(metrics.scrape().contains(line), metrics.scrape());
    }
}
