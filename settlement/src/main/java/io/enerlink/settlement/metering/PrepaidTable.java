package io.enerlink.settlement.metering;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jdbi.v3.core.Handle;

/** The rows of prepaid meters. */
final class PrepaidTable {
    private PrepaidTable() {}

    /** A prepaid meter. */
    record Row(String meterId, String owner, PrepaidTerms terms, PrepaidState state) {}

    static List<Row> all(Handle handle) {
        return handle.createQuery("""
                SELECT m.meter_id, owner, stage, empty_since_ms, warn_uwh, shed_uwh, on_uwh, grace_ms, critical
                FROM meter m LEFT JOIN prepaid p USING (meter_id)
                WHERE policy = 'PREPAID' AND retired_at IS NULL ORDER BY site""")
                .map((row, context) -> row.getString("stage") == null
                        ? new Row(row.getString("meter_id"), row.getString("owner"), PrepaidTerms.DEFAULT,
                                PrepaidState.BEGIN)
                        : new Row(row.getString("meter_id"), row.getString("owner"),
                                new PrepaidTerms(row.getLong("warn_uwh"), row.getLong("shed_uwh"),
                                        row.getLong("on_uwh"), Duration.ofMillis(row.getLong("grace_ms")),
                                        row.getBoolean("critical")),
                                new PrepaidState(PrepaidState.Stage.valueOf(row.getString("stage")),
                                        row.getLong("empty_since_ms"))))
                .list();
    }

    /** What an owner's meters took from the grid, beyond what they gave, and no final settlement has burned; and debts. */
    static long reservedUwh(Handle handle, String owner) {
        return handle.createQuery("""
                SELECT coalesce(sum((import_uwh - coalesce(final_import_uwh, baseline_import_uwh))
                        - (export_uwh - coalesce(final_export_uwh, baseline_export_uwh))), 0)
                    - coalesce((SELECT sum(carried_uwh) FROM meter WHERE owner = :owner), 0)
                    + coalesce((SELECT sum(debt_uwh) FROM owner_debt WHERE owner_debt.owner = :owner), 0)
                FROM meter_epoch JOIN meter USING (meter_id) WHERE owner = :owner""").bind("owner", owner)
                .mapTo(Long.class).one();
    }

    static void terms(Handle handle, String meterId, PrepaidTerms terms) {
        handle.createUpdate("""
                INSERT INTO prepaid (meter_id, warn_uwh, shed_uwh, on_uwh, grace_ms, critical)
                VALUES (:meter, :warn, :shed, :on, :grace, :critical)
                ON CONFLICT (meter_id) DO UPDATE SET warn_uwh = :warn, shed_uwh = :shed, on_uwh = :on,
                    grace_ms = :grace, critical = :critical""").bind("meter", meterId).bind("warn", terms.warnUwh())
                .bind("shed", terms.shedUwh()).bind("on", terms.onUwh()).bind("grace", terms.grace().toMillis())
                .bind("critical", terms.critical()).execute();
    }

    static void store(Handle handle, String meterId, PrepaidState state, long creditUwh) {
        int known = handle.createUpdate("""
                UPDATE prepaid SET stage = :stage, empty_since_ms = :empty, credit_uwh = :credit
                WHERE meter_id = :meter""").bind("stage", state.stage().name()).bind("empty", state.emptySinceMs())
                .bind("credit", creditUwh).bind("meter", meterId).execute();
        if (known > 0) return;
        terms(handle, meterId, PrepaidTerms.DEFAULT);
        store(handle, meterId, state, creditUwh);
    }

    /** The grid's mode that the device told of last, off apart. */
    static DeviceCommand.GridMode mode(Handle handle, String meterId) {
        return handle.createQuery("""
                SELECT payload->'grid'->>'mode' FROM status_snapshot
                WHERE meter_id = :meter AND payload->'grid'->>'mode' IN ('import', 'export')
                ORDER BY received_at DESC LIMIT 1""").bind("meter", meterId).mapTo(String.class).findOne()
                .map(mode -> DeviceCommand.GridMode.valueOf(mode.toUpperCase(Locale.ROOT)))
                .orElse(DeviceCommand.GridMode.IMPORT);
    }
}
