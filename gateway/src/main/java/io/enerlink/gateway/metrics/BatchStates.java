package io.enerlink.gateway.metrics;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import io.enerlink.settlement.clearing.BatchListener;
import io.enerlink.settlement.clearing.BatchStatus;

/**
 * How many batches of trades are in each state on their way to the chain. Of those that have arrived, and of the voided
 * ones, only their number since the start is kept. Thread-safe.
 */
public final class BatchStates implements BatchListener {
    private final Map<Long, BatchStatus> underWay = new TreeMap<>();
    private final Map<BatchStatus, Long> ended = new EnumMap<>(BatchStatus.class);

    /** As {@code enerlink_settlement_batches}, by state. */
    public BatchStates(Metrics metrics) {
        for (BatchStatus status : BatchStatus.values())
            metrics.gauge("settlement.batches", "batches in a state; FINAL and VOIDED: since the start", "state",
                    status.name().toLowerCase(Locale.ROOT), () -> count(status));
    }

    @Override
    public synchronized void onBatch(long batchId, BatchStatus status, String transactionHash, int trades) {
        if (isEnd(status)) {
            underWay.remove(batchId);
            ended.merge(status, 1L, Long::sum);
        } else {
            underWay.put(batchId, status);
        }
    }

    private synchronized long count(BatchStatus status) {
        return isEnd(status)
                ? ended.getOrDefault(status, 0L)
                : underWay.values().stream().filter(now -> now == status).count();
    }

    private static boolean isEnd(BatchStatus status) {
        return status == BatchStatus.FINAL || status == BatchStatus.VOIDED;
    }
}
