package io.enerlink.settlement.audit;

import java.util.Iterator;

import io.enerlink.settlement.audit.ChainView.SettledBatch;

/** The batches of the journal beside those of the chain, both in the order of their ids: one of each is held. */
final class BatchComparison implements JournalLedger.Batches {
    private final Iterator<SettledBatch> chain;
    private final AuditReport report;
    private SettledBatch next;
    private long settled;
    private long trades;
    private int differing;

    BatchComparison(Iterator<SettledBatch> chain, AuditReport report) {
        this.chain = chain;
        this.report = report;
        advance();
    }

    @Override
    public void closed(long batchId, String tradesRoot, int executions, int batchTrades) {
        while (next != null && next.batchId() < batchId) differs("nothing");
        if (next == null || next.batchId() > batchId) return;
        trades += batchTrades;
        boolean same = next.tradesRoot().equals(tradesRoot) && next.executions() == executions;
        if (same) advance();
        else
            differs(tradesRoot + " of " + executions);
    }

    private void differs(String expected) {
        if (++differing <= AuditReport.MAX_DIFFERENCES)
            report.compare("batch " + next.batchId() + " = the journal's trades", expected,
                    next.tradesRoot() + " of " + next.executions());
        advance();
    }

    private void advance() {
        next = chain.hasNext() ? chain.next() : null;
        if (next != null) ++settled;
    }

    /**
     * The journal has ended: what the chain has beyond it differs.
     *
     * @param endedOnChain batches that the chain has settled or voided
     */
    void compare(long endedOnChain, long voidedOnChain) {
        while (next != null) differs("nothing");
        report.compare("batches settled or voided without a gap", endedOnChain, settled + voidedOnChain);
        report.compare("batches that differ from the journal's trades (of " + trades + " in " + settled + ")", 0,
                differing);
    }
}
