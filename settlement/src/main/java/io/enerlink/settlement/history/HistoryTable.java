package io.enerlink.settlement.history;

import io.enerlink.settlement.store.Database;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Writes the history; rows and how far they reach are committed together. */
final class HistoryTable {
    private static final String CANDLE = """
            INSERT INTO candle VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (instrument_id, length_ms, open_ms) DO UPDATE SET
                high_ticks = greatest(candle.high_ticks, excluded.high_ticks),
                low_ticks = least(candle.low_ticks, excluded.low_ticks), close_ticks = excluded.close_ticks,
                volume_wh = candle.volume_wh + excluded.volume_wh, trades = candle.trades + excluded.trades""";

    private final Database database;

    HistoryTable(Database database) { this.database = database; }

    /** The last command of which everything is stored. */
    long sequence() {
        return database.jdbi().withHandle(HistoryTable::sequence);
    }

    private static long sequence(Handle handle) {
        return handle.createQuery("SELECT sequence FROM history").mapTo(Long.class).one();
    }

    /**
     * Stores rows behind a command, once: where an earlier attempt was committed after all, nothing more is done.
     *
     * @throws IllegalStateException where somebody else writes the same history
     */
    void store(HistoryRows rows, long after) {
        database.jdbi().useTransaction(handle -> {
            if (move(handle, after, rows.through())) {
                for (HistoryRows.Table table : HistoryRows.Table.values()) insert(handle, table, rows.of(table));
                insertCandles(handle, rows);
            }
        });
    }

    /** @return false where it is there already */
    private static boolean move(Handle handle, long from, long to) {
        int moved = handle.createUpdate("UPDATE history SET sequence = :to WHERE sequence = :from").bind("from", from)
                .bind("to", to).execute();
        if (moved == 1) return true;
        long found = sequence(handle);
        if (found == to) return false;
        throw new IllegalStateException("the history is at command " + found + " where this exchange left it at " + from
                + ": another exchange writes to the same database");
    }

    private static void insert(Handle handle, HistoryRows.Table table, List<Object[]> rows) {
        if (rows.isEmpty()) return;
        PreparedBatch batch = handle.prepareBatch(table.insert());
        rows.forEach(batch::add);
        batch.execute();
    }

    private static void insertCandles(Handle handle, HistoryRows rows) {
        if (rows.candles().isEmpty()) return;
        PreparedBatch batch = handle.prepareBatch(CANDLE);
        rows.candles().forEach((span, candle) -> batch.add(span.instrumentId(), span.lengthMs(), span.openMs(),
                candle.openTicks(), candle.highTicks(), candle.lowTicks(), candle.closeTicks(), candle.volumeWh(),
                candle.trades()));
        batch.execute();
    }
}
