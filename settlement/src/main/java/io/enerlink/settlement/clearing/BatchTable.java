package io.enerlink.settlement.clearing;

import io.enerlink.settlement.store.Database;
import org.web3j.utils.Numeric;

/** The settlement of batches in PostgreSQL, for people and reports; the truth is on the chain. */
public final class BatchTable implements BatchStore {
    /** What has settled for good, since the first start. */
    public record Totals(long batchesFinal, long tradesFinal) {}

    private final Database database;

    public BatchTable(Database database) { this.database = database; }

    @Override
    public void put(long batchId, BatchStatus status, int trades, int executions, byte[] tradesRoot,
            String transactionHash) {
        database.jdbi().useHandle(handle -> handle.createUpdate("""
                INSERT INTO batch (batch_id, status, trades, executions, trades_root, transaction_hash)
                VALUES (:id, :status, :trades, :executions, :root, :hash)
                ON CONFLICT (batch_id) DO UPDATE SET status = :status, transaction_hash = :hash, changed_at = now()""")
                .bind("id", batchId).bind("status", status).bind("trades", trades).bind("executions", executions)
                .bind("root", Numeric.toHexString(tradesRoot)).bind("hash", transactionHash).execute());
    }

    @Override
    public Totals totals() {
        return database.jdbi()
                .withHandle(handle -> handle
                        .createQuery("SELECT count(*), coalesce(sum(trades), 0) FROM batch WHERE status = 'FINAL'")
                        .map((row, context) -> new Totals(row.getLong(1), row.getLong(2))).one());
    }
}
