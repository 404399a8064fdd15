package io.enerlink.engine.matching;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

import io.enerlink.engine.book.Side;
import io.enerlink.engine.image.StateImage;
import io.enerlink.engine.ledger.Asset;
import io.enerlink.engine.message.BatchClosedEncoder;
import io.enerlink.engine.message.BatchFinalEncoder;
import io.enerlink.engine.message.BatchVoidedEncoder;

/**
 * Gathers what traded into settlement batches: one execution for each signed version of an order and batch. A batch
 * closes by age or size; closed ones wait for the chain and become final one by one, oldest first. Within a batch the
 * executions stand in the order of acceptance of their versions, in which escrow cannot run short.
 */
final class Clearing {
    /** No execution. */
    static final int NONE = -1;

    /** The most a batch may be told to hold. */
    static final int MAX_EXECUTIONS = Executions.MAX_OPEN;

    private final ExchangeState state;
    private final ExecutionEvents executionEvents;
    private final Executions executions = new Executions();
    private final PendingBatches pending = new PendingBatches();
    private final BatchClosedEncoder batchClosed = new BatchClosedEncoder();
    private final BatchFinalEncoder batchFinal = new BatchFinalEncoder();
    private final BatchVoidedEncoder batchVoided = new BatchVoidedEncoder();

    private long maxAgeMs = 10_000;
    private int maxExecutions = 256;
    private int maxPendingExecutions = 1 << 16;
    private int maxPendingPerAccount = 1 << 12;
    private int feeAccountId;

    private long openBatchId = 1;
    private long openFirstTradeId;
    private long closesAtMs = Long.MAX_VALUE;

    Clearing(ExchangeState state) {
        this.state = state;
        executionEvents = new ExecutionEvents(state);
    }

    void configure(long maxAgeMs, int maxExecutions, int maxPendingExecutions, int maxPendingPerAccount,
            int feeAccountId) {
        this.maxAgeMs = maxAgeMs;
        this.maxExecutions = maxExecutions;
        this.maxPendingExecutions = maxPendingExecutions;
        this.maxPendingPerAccount = maxPendingPerAccount;
        this.feeAccountId = feeAccountId;
    }

    long openBatchId() { return openBatchId; }

    /** When the open batch is old enough to close. */
    long closesAtMs() { return closesAtMs; }

    /** Executions in batches that are not final, the open one included. */
    int pendingExecutions() {
        return executions.count();
    }

    boolean hasRoomFor(long more) {
        return pendingExecutions() + more <= maxPendingExecutions;
    }

    /** As many as {@code fills} of one order can make: one each, and the order's own in each batch it is spread over. */
    long executionsAtMost(long fills) {
        if (fills == 0) return 0;
        int room = maxExecutions - executions.openCount();
        long own = room < 2 ? 0 : 1;
        long left = room < 2 ? fills : Math.max(0, fills - (room - 1));
        return fills + own + Math.ceilDiv(left, (long) maxExecutions - 1);
    }

    /** As many as a call auction of so many parts of orders can make: any part may be spread over two batches. */
    long auctionExecutionsAtMost(long parts) {
        return Math.min(2 * parts, parts + 1 + 2 * parts / (maxExecutions - 1));
    }

    boolean accountHasRoom(int accountId) {
        return state.accounts.pending(accountId) < maxPendingPerAccount;
    }

    /** Closes the open batch when a trade between these two would not fit any more. */
    void makeRoom(int execution, int version, int otherExecution, int otherVersion) {
        int added = newlyOpen(execution, version) + newlyOpen(otherExecution, otherVersion);
        if (executions.openCount() + added > maxExecutions) close();
    }

    private int newlyOpen(int execution, int version) {
        return executions.isOpen(execution, version) ? 0 : 1;
    }

    /** Adds a fill to the execution of a version in the open batch and returns where it is. */
    int add(int execution, int version, int accountId, Side side, long baseUwh, long quote, long fee) {
        int index = executions.isOpen(execution, version) ? execution : open(version, accountId, side);
        executions.add(index, baseUwh, quote, fee, state.nowMs);
        return index;
    }

    /** What a version spent in the open batch, without fee. */
    long openQuote(int execution, int version) {
        return executions.isOpen(execution, version) ? executions.quote(execution) : 0;
    }

    private int open(int version, int accountId, Side side) {
        if (executions.openCount() == 0) {
            openFirstTradeId = state.lastTradeId + 1;
            closesAtMs = state.nowMs + maxAgeMs;
        }
        state.signed.use(version);
        state.accounts.countPending(accountId, 1);
        return executions.open(version, accountId, side, state.nowMs);
    }

    /** Closes the open batch, if anything traded, and tells what is in it. */
    void close() {
        int from = executions.openFirst();
        int count = executions.openCount();
        if (count == 0) return;
        executions.sortOpen(state.signed);
        executions.close();
        pending.add(openBatchId, count, state.lastTradeId);
        tell(openBatchId, openFirstTradeId, state.lastTradeId, from, count);
        for (int i = from; i != from + count; i++) {
            state.signed.spend(executions.version(i), executions.quote(i));
        }
        openBatchId++;
        closesAtMs = Long.MAX_VALUE;
    }

    private void tell(long batchId, long firstTradeId, long lastTradeId, int from, int count) {
        Events events = state.events;
        int at = events.claim(BatchClosedEncoder.BLOCK_LENGTH, BatchClosedEncoder.TEMPLATE_ID);
        batchClosed.wrap(events.buffer(), at).batchId(batchId)
                .firstTradeId(firstTradeId).lastTradeId(lastTradeId).executions(count);
        for (int i = 0; i < count; i++) {
            executionEvents.told(batchId, i, executions, from + i);
        }
    }

    /** Sees a trade and the batch it is in. */
    interface TradeVisitor {
        void onTrade(long batchId, long tradeId);
    }

    /** Tells the closed batches again, each behind its trades, which {@code trades} tells, and those of the open one. */
    void tellAgain(TradeVisitor trades, Runnable toldBatch) {
        long tradeId = state.trades.first();
        int from = executions.first();
        for (int i = 0; i < pending.count(); i++) {
            long batchId = pending.oldest() + i;
            long firstTradeId = tradeId;
            while (tradeId <= pending.lastTradeId(i)) trades.onTrade(batchId, tradeId++);
            tell(batchId, firstTradeId, pending.lastTradeId(i), from, pending.executions(i));
            from += pending.executions(i);
            toldBatch.run();
        }
        while (tradeId <= state.lastTradeId) trades.onTrade(openBatchId, tradeId++);
    }

    /** The batch that has to settle next; 0 when none is closed. */
    long oldestPending() { return pending.oldest(); }

    /** The oldest closed batch is final: its credits can be withdrawn, its fees go to the fee account. */
    void settleOldest(DirectBuffer transactionHash, int offset) {
        long batchId = pending.oldest();
        state.trades.forgetThrough(pending.lastTradeId(0));
        int count = pending.removeOldest();
        long fees = 0;
        for (int i = 0; i < count; i++) {
            fees += settle(executions.removeOldest());
        }
        if (fees > 0) state.ledger.deposit(feeAccountId, Asset.IDRS, fees);
        tellFinal(batchId, transactionHash, offset);
    }

    /** The account was paid out on the chain: should its executions never settle, nothing they cost is due to it. */
    void forfeit(int accountId) {
        executions.forfeit(accountId);
    }

    /** The newest batch with executions, the open one included; 0 when nothing is pending. */
    long lastPending() {
        return pendingExecutions() == 0 ? 0 : executions.openCount() == 0 ? openBatchId - 1 : openBatchId;
    }

    /**
     * Undoes all closed batches, while none is open: what they cost is given back, then what they brought taken away.
     *
     * @param batchId the next batch is the one after this, or after the last one there was
     * @return false when somebody has less left than was brought
     */
    boolean voidPending(long batchId) {
        for (int i = executions.first(); i != executions.openFirst(); i++) {
            giveBack(i);
        }
        boolean complete = true;
        while (executions.first() != executions.openFirst()) {
            complete &= takeBack(executions.removeOldest());
        }
        while (pending.oldest() != 0) {
            long oldest = pending.oldest();
            tellVoided(oldest, pending.removeOldest());
        }
        state.trades.forgetThrough(state.lastTradeId);
        openBatchId = Math.max(openBatchId, batchId + 1);
        return complete;
    }

    private void giveBack(int execution) {
        if (executions.isForfeit(execution)) return;
        state.ledger.deposit(executions.accountId(execution), executions.side(execution).pays(),
                executions.paid(execution));
    }

    private boolean takeBack(int execution) {
        int accountId = executions.accountId(execution);
        Asset asset = executions.side(execution).receives();
        long received = release(execution);
        long taken = Math.min(received, state.ledger.free(accountId, asset));
        state.ledger.withdraw(accountId, asset, taken);
        return taken == received;
    }

    /** What an execution brought is not unsettled any more, nor is it itself. */
    private long release(int execution) {
        int accountId = executions.accountId(execution);
        long received = executions.received(execution);
        state.ledger.settle(accountId, executions.side(execution).receives(), received);
        state.accounts.countPending(accountId, -1);
        state.signed.release(executions.version(execution));
        return received;
    }

    /** @return its fee */
    private long settle(int execution) {
        release(execution);
        return executions.fee(execution);
    }

    private void tellVoided(long batchId, int count) {
        int at = state.events.claim(BatchVoidedEncoder.BLOCK_LENGTH, BatchVoidedEncoder.TEMPLATE_ID);
        batchVoided.wrap(state.events.buffer(), at).batchId(batchId).executions(count);
    }

    private void tellFinal(long batchId, DirectBuffer transactionHash, int offset) {
        int at = state.events.claim(BatchFinalEncoder.BLOCK_LENGTH, BatchFinalEncoder.TEMPLATE_ID);
        MutableDirectBuffer buffer = state.events.buffer();
        batchFinal.wrap(buffer, at).batchId(batchId);
        int hash = at + BatchFinalEncoder.transactionHashEncodingOffset();
        buffer.putBytes(hash, transactionHash, offset, BatchFinalEncoder.transactionHashLength());
    }

    void hash(StateHash hash) {
        hash.add(maxAgeMs).add(maxExecutions).add(maxPendingExecutions).add(maxPendingPerAccount).add(feeAccountId);
        hash.add(openBatchId).add(executions.openCount())
                .add(executions.openCount() == 0 ? 0 : openFirstTradeId).add(closesAtMs);
        pending.hash(hash);
        executions.hash(state.signed, hash);
    }

    /** Carries everything into an image, or out of one into what is new. */
    void carry(StateImage image) {
        maxAgeMs = image.carry(maxAgeMs);
        maxExecutions = image.carry(maxExecutions);
        maxPendingExecutions = image.carry(maxPendingExecutions);
        maxPendingPerAccount = image.carry(maxPendingPerAccount);
        feeAccountId = image.carry(feeAccountId);
        executions.carry(image);
        openBatchId = image.carry(openBatchId);
        openFirstTradeId = image.carry(openFirstTradeId);
        closesAtMs = image.carry(closesAtMs);
        pending.carry(image);
    }
}
