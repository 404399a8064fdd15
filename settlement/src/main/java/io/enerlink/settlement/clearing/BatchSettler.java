package io.enerlink.settlement.clearing;

import java.math.BigInteger;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import io.enerlink.contracts.Market;
import io.enerlink.engine.matching.HaltReason;
import io.enerlink.settlement.chain.Chain;
import io.enerlink.settlement.chain.ContractAddresses;
import io.enerlink.settlement.chain.ContractCalls;
import io.enerlink.settlement.chain.DutyThread;
import io.enerlink.settlement.chain.KeyRole;
import io.enerlink.settlement.chain.Outbox;
import io.enerlink.settlement.chain.TransactionRequest;
import io.enerlink.settlement.chain.TransactionState;
import io.enerlink.settlement.chain.TransactionView;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.web3j.abi.EventEncoder;
import org.web3j.utils.Numeric;

/**
 * Brings closed batches to the chain in their order, and the engine word when one is final. It remembers nothing that
 * matters: what is to be settled comes from the engine, what was sent from the outbox, what has settled from the chain.
 */
final class BatchSettler implements AutoCloseable {
    /** Batches that may be with the outbox at once: what a key may have in flight, what is ready behind, what is mined. */
    private static final int MAX_WITH_OUTBOX = 256;
    /** What an execution takes at most, and a batch besides, with room to spare: MarketGas.t.sol measures both. */
    private static final long GAS_PER_EXECUTION = 50_000;
    private static final long GAS_BESIDE = 100_000;
    private static final Duration LOOK = Duration.ofMillis(500);
    /** After which the engine is told again that a batch is final, if it did not say it heard. */
    private static final Duration CONFIRM_AGAIN = Duration.ofSeconds(20);
    /** After which the contract is asked again what its next batch is. */
    private static final Duration ASK_AGAIN = Duration.ofSeconds(2);
    private static final Logger LOG = LoggerFactory.getLogger(BatchSettler.class);

    /** What was last said of a batch. */
    private record Progress(BatchStatus status, String hash, long confirmedAtNanos) {}

    private final PendingBatches pending;
    private final EngineCommands engine;
    private final Outbox outbox;
    private final Chain chain;
    private final ContractAddresses contracts;
    private final ContractCalls calls;
    private final BatchStore table;
    private final LongSupplier nanoTime;
    private final List<BatchListener> listeners = new CopyOnWriteArrayList<>();
    private final Map<Long, Progress> progress = new TreeMap<>();
    private final DutyThread thread;
    private boolean stopped;
    private long next;
    private long askedAtNs;

    BatchSettler(EngineCommands engine, Outbox outbox, Chain chain, ContractAddresses contracts, BatchStore table,
            LongSupplier nanoTime) {
        thread = new DutyThread("batch-settler", LOOK, this::advance, failure -> stop());
        this.pending = new PendingBatches(thread::wake);
        this.engine = engine;
        this.outbox = outbox;
        this.chain = chain;
        this.contracts = contracts;
        this.calls = new ContractCalls(contracts);
        this.table = table;
        this.nanoTime = nanoTime;
        outbox.addListener(view -> wakeFor(view.id()));
    }

    /** What it has to hear of the engine, from before the engine's start. */
    PendingBatches events() {
        return pending;
    }

    void addListener(BatchListener listener) {
        listeners.add(listener);
    }

    void start() {
        thread.start();
    }

    void step() {
        thread.step();
    }

    static long mostGas(int executions) {
        return GAS_BESIDE + executions * GAS_PER_EXECUTION;
    }

    /** The most executions whose transaction may have the gas it could take. */
    static int mostExecutions() {
        return (int) ((Outbox.MAX_TRANSACTION_GAS - GAS_BESIDE) / GAS_PER_EXECUTION);
    }

    static String transactionId(long batchId) {
        return "batch:" + batchId;
    }

    private void wakeFor(String transactionId) {
        if (transactionId.startsWith("batch:")) thread.wake();
    }

    private synchronized void advance() {
        noteVoided();
        progress.keySet().removeIf(batchId -> !pending.contains(batchId));
        List<ClosedBatch> batches = pending.oldest(MAX_WITH_OUTBOX);
        Map<String, TransactionView> sent = sent(batches);
        boolean allFinal = true;
        for (ClosedBatch batch : batches) {
            if (!advance(batch, Optional.ofNullable(sent.get(transactionId(batch.batchId()))))) return;
            Progress now = progress.get(batch.batchId());
            allFinal &= now.status() == BatchStatus.FINAL;
            if (allFinal) confirm(batch, now);
        }
    }

    private Map<String, TransactionView> sent(List<ClosedBatch> batches) {
        return outbox.find(batches.stream().map(batch -> transactionId(batch.batchId())).toList());
    }

    /** All that was pending is void: what stopped the sending is out of the way. */
    private void noteVoided() {
        for (ClosedBatch batch = pending.pollVoided(); batch != null; batch = pending.pollVoided()) {
            note(batch, BatchStatus.VOIDED, null);
            stopped = false;
        }
    }

    /** @return false when the batches after this one have to wait */
    private boolean advance(ClosedBatch batch, Optional<TransactionView> sent) {
        Progress before = progress.get(batch.batchId());
        if (before == null || before.status() != BatchStatus.FINAL) {
            if (sent.isEmpty() && settledBefore(batch)) return true;
            if (sent.isEmpty()) {
                if (stopped) return false;
                send(batch);
            } else
                note(batch, BatchStatus.of(sent.get().state()), sent.get().hash());
        }
        Progress now = progress.get(batch.batchId());
        if (now.status() == BatchStatus.REVERTED && !stopped) {
            LOG.error("batch {} reverted: {}. Nothing more is sent", batch.batchId(),
                    outbox.reason(transactionId(batch.batchId())).orElse("no reason"));
            stop();
        }
        return now.status() != BatchStatus.REVERTED;
    }

    private void stop() {
        if (stopped) return;
        stopped = true;
        engine.halt(HaltReason.SETTLEMENT_REVERTED);
    }

    private void send(ClosedBatch batch) {
        note(batch, BatchStatus.PENDING, null);
        byte[] data = ContractCalls.data(calls.market().settle(BigInteger.valueOf(batch.batchId()), batch.tradesRoot(),
                batch.executions()));
        outbox.send(new TransactionRequest(transactionId(batch.batchId()), KeyRole.OPERATOR, contracts.market(), data,
                mostGas(batch.executions().size())));
    }

    /** A batch that the outbox does not know may have settled all the same: its database was lost. */
    private boolean settledBefore(ClosedBatch batch) {
        if (nextOnChain() <= batch.batchId()) return false;
        List<Chain.Log> settled = chain.logs(contracts.firstBlock(), contracts.market(),
                List.of(EventEncoder.encode(Market.BATCHSETTLED_EVENT), topic(batch.batchId())));
        if (settled.isEmpty()) {
            if (!stopped) LOG.error("batch {} is void on the chain, and pending here", batch.batchId());
            stop();
            return false;
        }
        Market.BatchSettledEventResponse event = Market
                .getBatchSettledEventFromLog(MarketChange.raw(settled.getFirst()));
        if (!Arrays.equals(event.tradesRoot, batch.tradesRoot()))
            throw new IllegalStateException("batch " + batch.batchId() + " settled on the chain with other trades");
        note(batch, BatchStatus.FINAL, settled.getFirst().transactionHash());
        return true;
    }

    /** What the contract says is its next batch, or said a moment ago: a node that makes a block lets wait who asks. */
    private long nextOnChain() {
        long nowNs = nanoTime.getAsLong();
        if (askedAtNs == 0 || nowNs - askedAtNs > ASK_AGAIN.toNanos()) {
            next = ((BigInteger) ContractCalls.read(chain, contracts.market(), calls.market().nextBatchId()).getFirst())
                    .longValueExact();
            askedAtNs = nowNs;
        }
        return next;
    }

    private static String topic(long batchId) {
        return Numeric.toHexStringWithPrefixZeroPadded(BigInteger.valueOf(batchId), 64);
    }

    private void note(ClosedBatch batch, BatchStatus status, String hash) {
        Progress before = progress.get(batch.batchId());
        if (before != null && before.status() == status) return;
        table.put(batch.batchId(), status, batch.leaves().size(), batch.executions().size(), batch.tradesRoot(), hash);
        progress.put(batch.batchId(), new Progress(status, hash, 0));
        listeners.forEach(listener -> listener.onBatch(batch.batchId(), status, hash, batch.leaves().size()));
    }

    /** Once, and again if the engine keeps silent; it takes each batch once, and only the oldest. */
    private void confirm(ClosedBatch batch, Progress now) {
        boolean recently = now.confirmedAtNanos() != 0
                && nanoTime.getAsLong() - now.confirmedAtNanos() < CONFIRM_AGAIN.toNanos();
        if (recently) return;
        engine.batchSettled(batch.batchId(), now.hash());
        progress.put(batch.batchId(), new Progress(now.status(), now.hash(), nanoTime.getAsLong()));
    }

    /**
     * Tells the engine, on the caller's thread, of the oldest batches that are final, should it not have heard yet: before
     * it is told to undo what is left.
     */
    synchronized void confirmSettled() {
        List<ClosedBatch> batches = pending.oldest(MAX_WITH_OUTBOX);
        Map<String, TransactionView> sent = sent(batches);
        for (ClosedBatch batch : batches) {
            TransactionView view = sent.get(transactionId(batch.batchId()));
            if (view == null || view.state() != TransactionState.FINAL) return;
            note(batch, BatchStatus.FINAL, view.hash());
            engine.batchSettled(batch.batchId(), view.hash());
        }
    }

    @Override
    public void close() {
        thread.close();
    }
}
