package io.enerlink.settlement.clearing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import io.enerlink.contracts.Market;
import io.enerlink.engine.client.EventHandler;
import io.enerlink.engine.message.BatchClosedDecoder;
import io.enerlink.engine.message.BatchExecutionDecoder;
import io.enerlink.engine.message.BatchFinalDecoder;
import io.enerlink.engine.message.BatchVoidedDecoder;
import io.enerlink.engine.message.InstrumentAddedDecoder;
import io.enerlink.engine.message.TradeRestatedDecoder;
import io.enerlink.engine.message.TradedDecoder;
import org.web3j.crypto.Hash;
import org.web3j.utils.Numeric;

/**
 * The closed batches that are not final yet, gathered from the engine's events, replayed and live alike. The engine
 * bounds how many there are. Events arrive on the engine's thread; anybody may read.
 */
final class PendingBatches implements EventHandler {
    private final Runnable changed;
    private final ConcurrentSkipListMap<Long, ClosedBatch> pending = new ConcurrentSkipListMap<>();
    private final Map<Integer, byte[]> instruments = new HashMap<>();
    private final Map<Long, List<byte[]>> openLeaves = new HashMap<>();
    private final List<Market.Execution> executions = new ArrayList<>();
    private final Queue<ClosedBatch> voided = new ConcurrentLinkedQueue<>();
    private long closing;
    private int expected;

    /** @param changed told, on the engine's thread, that a batch closed or became final */
    PendingBatches(Runnable changed) {
        this.changed = changed;
    }

    /** The oldest batches, in their order. */
    List<ClosedBatch> oldest(int limit) {
        return pending.values().stream().limit(limit).toList();
    }

    boolean contains(long batchId) {
        return pending.containsKey(batchId);
    }

    /** The next batch that was voided and nobody has asked for yet; null when there is none. */
    ClosedBatch pollVoided() {
        return voided.poll();
    }

    int size() {
        return pending.size();
    }

    @Override
    public void onInstrumentAdded(long sequence, long timestampMs, InstrumentAddedDecoder event) {
        instruments.put(event.instrumentId(), Numeric.hexStringToByteArray(Hash.sha3String(event.symbol())));
    }

    @Override
    public void onTraded(long sequence, long timestampMs, TradedDecoder event) {
        openLeaves.computeIfAbsent(event.batchId(), id -> new ArrayList<>())
                .add(TradesTree.leaf(event.tradeId(), instruments.get(event.instrumentId()), event.priceTicks(),
                        event.quantityWh(), event.quote(), event.makerOrderId(), event.makerFee(),
                        event.takerOrderId(), event.takerFee(), event.takerSide()));
    }

    /** A trade from before the snapshot that the engine started from. */
    @Override
    public void onTradeRestated(long sequence, long timestampMs, TradeRestatedDecoder event) {
        openLeaves.computeIfAbsent(event.batchId(), id -> new ArrayList<>())
                .add(TradesTree.leaf(event.tradeId(), instruments.get(event.instrumentId()), event.priceTicks(),
                        event.quantityWh(), event.quote(), event.makerOrderId(), event.makerFee(),
                        event.takerOrderId(), event.takerFee(), event.takerSide()));
    }

    @Override
    public void onBatchClosed(long sequence, long timestampMs, BatchClosedDecoder event) {
        closing = event.batchId();
        expected = event.executions();
        executions.clear();
    }

    @Override
    public void onBatchExecution(long sequence, long timestampMs, BatchExecutionDecoder event) {
        if (event.batchId() != closing || event.index() != executions.size())
            throw new IllegalStateException("execution " + event.index() + " of batch " + event.batchId()
                    + " does not follow " + executions.size() + " of batch " + closing);
        executions.add(ClosedBatch.execution(event, instruments.get(event.instrumentId())));
        if (executions.size() < expected) return;
        List<byte[]> leaves = openLeaves.remove(closing);
        pending.put(closing,
                new ClosedBatch(closing, leaves == null ? List.of() : leaves, List.copyOf(executions)));
        changed.run();
    }

    @Override
    public void onBatchVoided(long sequence, long timestampMs, BatchVoidedDecoder event) {
        voided.add(pending.remove(event.batchId()));
        changed.run();
    }

    @Override
    public void onBatchFinal(long sequence, long timestampMs, BatchFinalDecoder event) {
        pending.remove(event.batchId());
        changed.run();
    }
}
