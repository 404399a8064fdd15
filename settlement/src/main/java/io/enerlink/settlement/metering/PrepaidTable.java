package io.enerlink.settlement.metering;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import io.enerlink.settlement.metering.PrepaidBalance.Stage;
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
                WHERE policy = 'PREPAID' AND retired_at IS NULL ORDER BY site""").map((row, context) -> row(row))
                .list();
    }

    private static Row row(ResultSet row) throws SQLException {
        boolean isNew = row.getString("stage") == null;
        return new Row(row.getString("meter_id"), row.getString("owner"), isNew ? PrepaidTerms.DEFAULT : terms(row),
                isNew ? PrepaidState.BEGIN
                        : new PrepaidState(Stage.valueOf(row.getString("stage")), row.getLong("empty_since_ms")));
    }

    private static PrepaidTerms terms(ResultSet row) throws SQLException {
        return new PrepaidTerms(row.getLong("warn_uwh"), row.getLong("shed_uwh"), row.getLong("on_uwh"),
                Duration.ofMillis(row.getLong("grace_ms")), row.getBoolean("critical"));
    }

    /** Where prepaid meters stood when they were looked at last; none that never was. */
    static List<PrepaidBalance> balances(Handle handle) {
        return handle.createQuery("""
                SELECT m.meter_id, owner, stage, credit_uwh, reserved_uwh, empty_since_ms, warn_uwh, shed_uwh, on_uwh,
                    grace_ms, critical
                FROM meter m JOIN prepaid p USING (meter_id)
                WHERE policy = 'PREPAID' AND retired_at IS NULL ORDER BY site""")
                .map((row, context) -> new PrepaidBalance(row.getString("meter_id"), row.getString("owner"),
                        Stage.valueOf(row.getString("stage")), row.getLong("credit_uwh"), row.getLong("reserved_uwh"),
                        row.getLong("empty_since_ms"), terms(row)))
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

    static void store(Handle handle, PrepaidBalance balance) {
        int known = handle.createUpdate("""
                UPDATE prepaid SET stage = :stage, empty_since_ms = :empty, credit_uwh = :credit,
                    reserved_uwh = :reserved
                WHERE meter_id = :meter""").bind("stage", balance.stage().name()).bind("empty", balance.emptyMs())
                .bind("credit", balance.creditUwh()).bind("reserved", balance.reservedUwh())
                .bind("meter", balance.meterId()).execute();
        if (known > 0) return;
        terms(handle, balance.meterId(), balance.terms());
        store(handle, balance);
    }

    /** A command that has to be told again, as its device shows. */
    record Unheeded(String meterId, DeviceCommand command) {}

    /**
     * What prepaid meters were told last and did not do, though they are there: they were heard after it was given up, or
     * say that something is on which was acknowledged to be off.
     */
    static List<Unheeded> unheeded(Handle handle) {
        return handle.createQuery("""
                SELECT m.meter_id, c.kind, c.payload FROM meter m JOIN prepaid p USING (meter_id)
                CROSS JOIN (VALUES ('RELAY'), ('GRID')) AS told (kind)
                CROSS JOIN LATERAL (SELECT * FROM device_command d WHERE d.meter_id = m.meter_id AND d.kind = told.kind
                    ORDER BY command_id DESC LIMIT 1) c
                LEFT JOIN LATERAL (SELECT received_at, coalesce(s.payload->'relay'->>'state', 'off') AS relay,
                        coalesce(s.payload->'grid'->>'mode', 'off') AS grid
                    FROM status_snapshot s WHERE s.meter_id = m.meter_id ORDER BY received_at DESC LIMIT 1) s ON TRUE
                LEFT JOIN device_health h ON h.meter_id = m.meter_id
                WHERE m.policy = 'PREPAID' AND m.retired_at IS NULL AND (
                    c.state = 'TIMED_OUT' AND greatest(h.heard_at, s.received_at) > c.changed_at
                    OR c.state = 'ACKNOWLEDGED' AND s.received_at > c.changed_at
                        AND (c.payload = '{"relay":"off"}' AND s.relay <> 'off'
                            OR c.payload = '{"grid":"off"}' AND s.grid <> 'off'))""")
                .map((row, context) -> new Unheeded(row.getString("meter_id"),
                        new DeviceCommand(DeviceCommand.Kind.valueOf(row.getString("kind")), row.getString("payload"))))
                .list();
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
