package io.enerlink.settlement.metering;

import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The rows that operators look at, and of what they decided. */
final class ReviewTable {
    /** Rows that a list has, at most. */
    private static final int MAX_ROWS = 1_000;

    private ReviewTable() {}

    /** A held reading with its meter's state, locked. */
    record Held(long readingId, String meterId, int epoch, String status, Energy registers, MeterState state) {}

    static List<Review.HeldReading> held(Handle handle) {
        return handle.createQuery(
                """
                        SELECT reading_id, site, status, r.export_uwh, r.import_uwh, (state::jsonb->'registers'->'watermark')::text,
                            received_at, sampled_at
                        FROM reading r JOIN meter m USING (meter_id)
                        WHERE status IN ('HELD', 'CLOCK_OFF') AND reviewed_by IS NULL ORDER BY reading_id LIMIT :limit""")
                .bind("limit", MAX_ROWS)
                .map((row, context) -> new Review.HeldReading(row.getLong(1), row.getString(2), row.getString(3),
                        new Energy(row.getLong(4), row.getLong(5)), MeterTable.energy(row.getString(6)),
                        row.getTimestamp(7).getTime(), row.getTimestamp(8).getTime()))
                .list();
    }

    static List<Review.FlaggedMeter> flagged(Handle handle) {
        return handle.createQuery("""
                SELECT site, reason, detail, times, last_at FROM meter_flag JOIN meter USING (meter_id)
                WHERE cleared_by IS NULL ORDER BY site, reason LIMIT :limit""").bind("limit", MAX_ROWS)
                .map((row, context) -> new Review.FlaggedMeter(row.getString(1), row.getString(2), row.getString(3),
                        row.getLong(4), row.getTimestamp(5).getTime()))
                .list();
    }

    static Optional<Held> lockHeld(Handle handle, long readingId) {
        return handle.createQuery("""
                SELECT reading_id, r.meter_id, epoch, status, r.export_uwh, r.import_uwh, state
                FROM reading r JOIN meter m ON m.meter_id = r.meter_id
                WHERE reading_id = :id AND status IN ('HELD', 'CLOCK_OFF') AND reviewed_by IS NULL
                FOR UPDATE OF m""").bind("id", readingId)
                .map((row, context) -> new Held(row.getLong(1), row.getString(2), row.getInt(3), row.getString(4),
                        new Energy(row.getLong(5), row.getLong(6)), MeterTable.state(row.getString(7))))
                .findOne();
    }

    static long act(Handle handle, String operator, String action, String meterId, String detail, String reason) {
        return handle.createUpdate("""
                INSERT INTO operator_action (operator, action, meter_id, detail, reason)
                VALUES (:operator, :action, :meter, CAST(:detail AS JSONB), :reason)""").bind("operator", operator)
                .bind("action", action).bind("meter", meterId).bind("detail", detail).bind("reason", reason)
                .executeAndReturnGeneratedKeys("action_id").mapTo(Long.class).one();
    }

    /** The same about a wallet. */
    static void actOnWallet(Handle handle, String operator, String action, String address, String reason) {
        handle.createUpdate("""
                INSERT INTO operator_action (operator, action, wallet, detail, reason)
                VALUES (:operator, :action, :wallet, '{}', :reason)""").bind("operator", operator)
                .bind("action", action).bind("wallet", address).bind("reason", reason).execute();
    }

    /** The decision settles all of the same kind up to the reading, as registers are cumulative. */
    static void reviewed(Handle handle, Held held, long actionId) {
        handle.createUpdate("""
                WITH decided AS (UPDATE reading SET reviewed_by = :action WHERE meter_id = :meter AND status = :status
                    AND reading_id <= :id AND reviewed_by IS NULL RETURNING meter_id, counted_at)
                INSERT INTO rollup_due SELECT DISTINCT meter_id, reading_quarter(counted_at) FROM decided
                ON CONFLICT DO NOTHING""").bind("action", actionId)
                .bind("meter", held.meterId()).bind("status", held.status()).bind("id", held.readingId()).execute();
    }
}
