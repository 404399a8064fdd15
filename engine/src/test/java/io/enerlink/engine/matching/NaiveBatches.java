package io.enerlink.engine.matching;

import java.util.ArrayList;
import java.util.List;

import org.agrona.DirectBuffer;

import io.enerlink.engine.book.Side;
import io.enerlink.engine.ledger.Asset;
import io.enerlink.engine.matching.NaiveState.Batch;
import io.enerlink.engine.matching.NaiveState.Execution;
import io.enerlink.engine.matching.NaiveState.Version;

/** Settlement batches as the naive engine gathers them. */
final class NaiveBatches {
    private final NaiveState state;
    private final NaiveEvents events;

    NaiveBatches(NaiveState state, NaiveEvents events) {
        this.state = state;
        this.events = events;
    }

    private Execution find(Version version) {
        for (Execution execution : state.open) {
            if (execution.version == version) return execution;
        }
        return null;
    }

    long openQuote(Version version) {
        Execution execution = find(version);
        return execution == null ? 0 : execution.quote;
    }

    void makeRoom(Version version, Version other) {
        int added = (find(version) == null ? 1 : 0) + (find(other) == null ? 1 : 0);
        if (state.open.size() + added > state.maxExecutions) close();
    }

    void add(Version version, long base, long quote, long fee) {
        Execution execution = find(version);
        if (execution == null) {
            if (state.open.isEmpty()) {
                state.openFirstTradeId = state.lastTradeId + 1;
                state.closesAtMs = state.nowMs + state.maxAgeMs;
            }
            execution = new Execution();
            execution.version = version;
            execution.firstFillMs = state.nowMs;
            state.open.add(execution);
        }
        execution.base += base;
        execution.quote += quote;
        execution.fee += fee;
        execution.lastFillMs = state.nowMs;
    }

    void close() {
        if (state.open.isEmpty()) return;
        List<Execution> executions = new ArrayList<>(state.open);
        executions.sort((one, other) -> Long.compare(one.version.acceptance, other.version.acceptance));
        events.batchClosed(executions.size());
        for (int i = 0; i < executions.size(); i++) {
            events.execution(i, executions.get(i));
            executions.get(i).version.spent += executions.get(i).quote;
        }
        state.pending.add(new Batch(state.openBatchId++, executions));
        state.open.clear();
        state.closesAtMs = Long.MAX_VALUE;
    }

    void settleOldest(DirectBuffer hash, int offset) {
        Batch batch = state.pending.remove();
        long fees = 0;
        for (Execution execution : batch.executions()) {
            state.touchedAccounts.add(execution.version.account);
            fees += execution.fee;
        }
        if (fees > 0) state.add(state.accounts.get(state.feeAccountId), Asset.IDRS, fees);
        events.batchFinal(batch.id(), hash, offset);
    }

    /** @return false when somebody has less left than was brought */
    boolean voidPending() {
        List<Execution> undone = new ArrayList<>();
        for (Batch batch : state.pending) undone.addAll(batch.executions());
        for (Execution execution : undone) {
            Version version = execution.version;
            long cost = paid(version.side, execution.base, execution.quote, execution.fee);
            if (!execution.forfeit) state.add(version.account, version.side.pays(), cost);
        }
        boolean complete = true;
        for (Execution execution : undone) {
            Version version = execution.version;
            long taken = Math.min(execution.received(), state.free(version.account, version.side.receives()));
            state.add(version.account, version.side.receives(), -taken);
            complete &= taken == execution.received();
        }
        for (Batch batch : state.pending) events.batchVoided(batch.id(), batch.executions().size());
        state.pending.clear();
        return complete;
    }

    /**
     * The most executions that so many fills of one order can make: one for each resting order filled, and its own in
     * each batch that they are spread over.
     */
    long executionsAtMost(long fills) {
        long own = 0;
        long room = state.maxExecutions - state.open.size();
        for (long left = fills; left > 0; room = state.maxExecutions) {
            if (room >= 2) own++;
            if (room >= 2) left -= room - 1;
        }
        return fills + own;
    }

    /** The same for a call auction, where each of so many parts of orders may be spread over two batches. */
    long auctionExecutionsAtMost(long parts) {
        return parts == 0 ? 0 : Math.min(2 * parts, parts + 1 + 2 * parts / (state.maxExecutions - 1));
    }

    boolean hasRoomFor(long executions) {
        return state.pendingExecutions() + executions <= state.maxPendingExecutions;
    }

    static long paid(Side side, long base, long quote, long fee) {
        return side == Side.BID ? quote + fee : base;
    }
}
