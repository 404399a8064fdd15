package io.enerlink.engine.matching;

import java.util.Arrays;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

import io.enerlink.engine.book.Pair;
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
    static final int MAX_EXECUTIONS = 4_096;

    private static final int ORDINAL_BITS = 12;
    private static final int STRIDE_BITS = 3;
    private static final int VERSION_ACCOUNT = 0;
    private static final int BASE = 1;
    private static final int QUOTE = 2;
    private static final int FEE = 3;
    private static final int FIRST_FILL = 4;
    private static final int LAST_FILL = 5;
    private static final int SIDE = 6;
    private static final int FIELDS = 7;
    /** In the field of the side: the account was paid out on the chain since, what the execution cost it included. */
    private static final int FORFEIT = 2;

    private final ExchangeState state;
    private final ExecutionEvents executionEvents;
    private final PendingBatches pending = new PendingBatches();
    private final BatchClosedEncoder batchClosed = new BatchClosedEncoder();
    private final BatchFinalEncoder batchFinal = new BatchFinalEncoder();
    private final BatchVoidedEncoder batchVoided = new BatchVoidedEncoder();

    private long maxAgeMs = 10_000;
    private int maxExecutions = 256;
    private int maxPendingExecutions = 1 << 16;
    private int maxPendingPerAccount = 1 << 12;
    private int feeAccountId;

    /** A ring: the closed batches' executions, then the open one's. Indices only rise; they are taken modulo its size. */
    private long[] ring = new long[64 << STRIDE_BITS];
    private int first;
    private int openFirst;
    private int openCount;
    private long openBatchId = 1;
    private long openFirstTradeId;
    private long closesAtMs = Long.MAX_VALUE;

    private long[] sorted = new long[64];
    private long[] copy = new long[64 << STRIDE_BITS];

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
        return openFirst - first + openCount;
    }

    boolean hasRoomFor(long executions) {
        return pendingExecutions() + executions <= maxPendingExecutions;
    }

    /** As many as {@code fills} of one order can make: one each, and the order's own in each batch it is spread over. */
    long executionsAtMost(long fills) {
        if (fills == 0) return 0;
        int room = maxExecutions - openCount;
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
        int added = (isOpen(execution, version) ? 0 : 1) + (isOpen(otherExecution, otherVersion) ? 0 : 1);
        if (openCount + added > maxExecutions) close();
    }

    /** Adds a fill to the execution of a version in the open batch and returns where it is. */
    int add(int execution, int version, int accountId, Side side, long baseUwh, long quote, long fee) {
        int index = isOpen(execution, version) ? execution : open(version, accountId, side);
        int at = at(index);
        ring[at + BASE] += baseUwh;
        ring[at + QUOTE] += quote;
        ring[at + FEE] += fee;
        ring[at + LAST_FILL] = state.nowMs;
        return index;
    }

    /** What a version spent in the open batch, without fee. */
    long openQuote(int execution, int version) {
        return isOpen(execution, version) ? ring[at(execution) + QUOTE] : 0;
    }

    private boolean isOpen(int execution, int version) {
        return Integer.compareUnsigned(execution - openFirst, openCount) < 0
                && Pair.high(ring[at(execution)]) == version;
    }

    private int open(int version, int accountId, Side side) {
        if (openCount == 0) {
            openFirstTradeId = state.lastTradeId + 1;
            closesAtMs = state.nowMs + maxAgeMs;
        }
        if (pendingExecutions() << STRIDE_BITS == ring.length) grow();
        int index = openFirst + openCount++;
        int at = at(index);
        Arrays.fill(ring, at, at + FIELDS, 0);
        ring[at] = Pair.of(version, accountId);
        ring[at + FIRST_FILL] = state.nowMs;
        ring[at + SIDE] = side.code();
        state.signed.use(version);
        state.accounts.countPending(accountId, 1);
        return index;
    }

    /** Closes the open batch, if anything traded, and tells what is in it. */
    void close() {
        if (openCount == 0) return;
        sortByAcceptance();
        pending.add(openBatchId, openCount, state.lastTradeId);
        tell(openBatchId, openFirstTradeId, state.lastTradeId, openFirst, openCount);
        for (int i = 0; i < openCount; i++) {
            int at = at(openFirst + i);
            state.signed.spend(Pair.high(ring[at]), ring[at + QUOTE]);
        }
        openFirst += openCount;
        openCount = 0;
        openBatchId++;
        closesAtMs = Long.MAX_VALUE;
    }

    private void sortByAcceptance() {
        if (sorted.length < openCount) {
            sorted = new long[Math.max(openCount, sorted.length * 2)];
            copy = new long[sorted.length << STRIDE_BITS];
        }
        for (int i = 0; i < openCount; i++) {
            int at = at(openFirst + i);
            sorted[i] = state.signed.acceptance(Pair.high(ring[at])) << ORDINAL_BITS | i;
            System.arraycopy(ring, at, copy, i << STRIDE_BITS, FIELDS);
        }
        HeapSort.sort(sorted, openCount);
        for (int i = 0; i < openCount; i++) {
            int from = (int) sorted[i] & MAX_EXECUTIONS - 1;
            System.arraycopy(copy, from << STRIDE_BITS, ring, at(openFirst + i), FIELDS);
        }
    }

    private void tell(long batchId, long firstTradeId, long lastTradeId, int from, int count) {
        Events events = state.events;
        int at = events.claim(BatchClosedEncoder.BLOCK_LENGTH, BatchClosedEncoder.TEMPLATE_ID);
        batchClosed.wrap(events.buffer(), at).batchId(batchId)
                .firstTradeId(firstTradeId).lastTradeId(lastTradeId).executions(count);
        for (int i = 0; i < count; i++) {
            int execution = at(from + i);
            executionEvents.told(batchId, i, Pair.high(ring[execution]), ring[execution + BASE],
                    ring[execution + QUOTE], ring[execution + FEE], ring[execution + FIRST_FILL],
                    ring[execution + LAST_FILL]);
        }
    }

    /** Sees a trade and the batch it is in. */
    interface TradeVisitor {
        void onTrade(long batchId, long tradeId);
    }

    /** Tells the closed batches again, each behind its trades, which {@code trades} tells, and those of the open one. */
    void tellAgain(TradeVisitor trades, Runnable toldBatch) {
        long tradeId = state.trades.first();
        int from = first;
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
            fees += settle(at(first++));
        }
        if (fees > 0) state.ledger.deposit(feeAccountId, Asset.IDRS, fees);
        tellFinal(batchId, transactionHash, offset);
    }

    /** The account was paid out on the chain: should its executions never settle, nothing they cost is due to it. */
    void forfeit(int accountId) {
        for (int i = first; i != openFirst + openCount; i++) {
            int at = at(i);
            if (Pair.low(ring[at]) == accountId) ring[at + SIDE] |= FORFEIT;
        }
    }

    /** The newest batch with executions, the open one included; 0 when nothing is pending. */
    long lastPending() {
        return pendingExecutions() == 0 ? 0 : openCount == 0 ? openBatchId - 1 : openBatchId;
    }

    /**
     * Undoes all closed batches, while none is open: what they cost is given back, then what they brought taken away.
     *
     * @param batchId the next batch is the one after this, or after the last one there was
     * @return false when somebody has less left than was brought
     */
    boolean voidPending(long batchId) {
        for (int i = first; i != openFirst; i++) {
            giveBack(at(i));
        }
        boolean complete = true;
        while (first != openFirst) {
            complete &= takeBack(at(first++));
        }
        while (pending.oldest() != 0) {
            long oldest = pending.oldest();
            tellVoided(oldest, pending.removeOldest());
        }
        state.trades.forgetThrough(state.lastTradeId);
        openBatchId = Math.max(openBatchId, batchId + 1);
        return complete;
    }

    private void giveBack(int at) {
        if ((ring[at + SIDE] & FORFEIT) != 0) return;
        Side side = side(at);
        long cost = side == Side.BID ? ring[at + QUOTE] + ring[at + FEE] : ring[at + BASE];
        state.ledger.deposit(Pair.low(ring[at]), side.pays(), cost);
    }

    private boolean takeBack(int at) {
        int accountId = Pair.low(ring[at]);
        Asset asset = side(at).receives();
        long received = asset == Asset.ETK ? ring[at + BASE] : ring[at + QUOTE] - ring[at + FEE];
        long taken = Math.min(received, state.ledger.free(accountId, asset));
        state.ledger.settle(accountId, asset, received);
        state.ledger.withdraw(accountId, asset, taken);
        state.accounts.countPending(accountId, -1);
        state.signed.release(Pair.high(ring[at]));
        return taken == received;
    }

    private void tellVoided(long batchId, int executions) {
        int at = state.events.claim(BatchVoidedEncoder.BLOCK_LENGTH, BatchVoidedEncoder.TEMPLATE_ID);
        batchVoided.wrap(state.events.buffer(), at).batchId(batchId).executions(executions);
    }

    private Side side(int at) {
        return Side.of((int) ring[at + SIDE] & ~FORFEIT);
    }

    private long settle(int at) {
        int accountId = Pair.low(ring[at]);
        Side side = side(at);
        long received = side == Side.BID ? ring[at + BASE] : ring[at + QUOTE] - ring[at + FEE];
        state.ledger.settle(accountId, side.receives(), received);
        state.accounts.countPending(accountId, -1);
        state.signed.release(Pair.high(ring[at]));
        return ring[at + FEE];
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
        hash.add(openBatchId).add(openCount).add(openCount == 0 ? 0 : openFirstTradeId).add(closesAtMs);
        pending.hash(hash);
        for (int i = 0; i < pendingExecutions(); i++) {
            int at = at(first + i);
            state.signed.hash(Pair.high(ring[at]), hash);
            for (int field = BASE; field < FIELDS; field++) {
                hash.add(ring[at + field]);
            }
        }
    }

    private void grow() {
        long[] old = ring;
        int oldMask = old.length - 1;
        ring = new long[old.length * 2];
        for (int i = first; i != openFirst + openCount; i++) {
            System.arraycopy(old, i << STRIDE_BITS & oldMask, ring, at(i), FIELDS);
        }
    }

    private int at(int execution) {
        return execution << STRIDE_BITS & ring.length - 1;
    }

    /** Carries everything into an image, or out of one into what is new. */
    void carry(StateImage image) {
        maxAgeMs = image.carry(maxAgeMs);
        maxExecutions = image.carry(maxExecutions);
        maxPendingExecutions = image.carry(maxPendingExecutions);
        maxPendingPerAccount = image.carry(maxPendingPerAccount);
        feeAccountId = image.carry(feeAccountId);
        ring = image.carry(ring);
        first = image.carry(first);
        openFirst = image.carry(openFirst);
        openCount = image.carry(openCount);
        openBatchId = image.carry(openBatchId);
        openFirstTradeId = image.carry(openFirstTradeId);
        closesAtMs = image.carry(closesAtMs);
        pending.carry(image);
    }
}
