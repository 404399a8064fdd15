package io.enerlink.settlement.metering;

import io.enerlink.settlement.metering.SettlementStore.Due;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.web3j.utils.Numeric;

/** The rows of settlement reports, and what they say of epochs, readings and meters. */
final class SettlementTable {
    private static final String REPORT = "report_id, transaction_id, ordinal, meter_id, epoch, export_uwh, import_uwh, readings_root";

    private SettlementTable() {}

    /** Meters with something to report and no report on its way; none whose units are not known to fit. */
    static List<String> dueMeters(Handle handle, Collection<Policy.Kind> kinds, int limit) {
        return handle.createQuery("""
                SELECT meter_id FROM meter m WHERE on_chain AND onboarding = 'PASSED' AND policy = ANY(:kinds)
                    AND EXISTS (SELECT 1 FROM meter_epoch e WHERE e.meter_id = m.meter_id AND (final_export_uwh IS NULL
                        OR export_uwh > final_export_uwh OR import_uwh > final_import_uwh))
                    AND NOT EXISTS (SELECT 1 FROM settlement_report r
                        WHERE r.meter_id = m.meter_id AND r.state = 'PENDING')
                ORDER BY settled_at, site, number LIMIT :limit""").bind("limit", limit)
                .bindArray("kinds", String.class, kinds.stream().map(Policy.Kind::name).toArray()).mapTo(String.class)
                .list();
    }

    /** The oldest due epoch of each meter: a later one must not overtake what closes an earlier one. */
    static List<Due> due(Handle handle, Collection<String> meterIds) {
        return handle.createQuery("""
                SELECT DISTINCT ON (m.site, m.number) m.meter_id, m.attempt, e.epoch, baseline_export_uwh,
                    baseline_import_uwh, export_uwh, import_uwh, final_export_uwh, final_import_uwh
                FROM meter m JOIN meter_epoch e ON e.meter_id = m.meter_id
                WHERE m.meter_id = ANY(:meters)
                    AND (final_export_uwh IS NULL OR export_uwh > final_export_uwh OR import_uwh > final_import_uwh)
                ORDER BY m.site, m.number, e.epoch""").bindArray("meters", String.class, meterIds.toArray())
                .map((row, context) -> due(row)).list();
    }

    private static Due due(ResultSet row) throws SQLException {
        Energy known = new Energy(row.getLong("final_export_uwh"), row.getLong("final_import_uwh"));
        boolean isKnown = !row.wasNull();
        return new Due(row.getString("meter_id"), row.getInt("attempt"), row.getInt("epoch"),
                new Energy(row.getLong("baseline_export_uwh"), row.getLong("baseline_import_uwh")),
                new Energy(row.getLong("export_uwh"), row.getLong("import_uwh")), isKnown ? known : null);
    }

    /** Leaves of the readings that were accepted in an epoch and are in no report, in order. */
    static List<byte[]> unsettledLeaves(Handle handle, String meterId, int epoch) {
        return leaves(handle, "meter_id = :meter AND epoch = :key AND report_id IS NULL AND status = 'ACCEPTED'",
                meterId,
                epoch);
    }

    private static List<byte[]> leaves(Handle handle, String which, String meterId, long key) {
        return handle.createQuery("SELECT boot, timestamp_ms, epoch, export_uwh, import_uwh, payload_hash FROM reading"
                + " WHERE " + which + " ORDER BY reading_id").bind("meter", meterId).bind("key", key)
                .map((row, context) -> ReadingsTree.leaf(meterId, row.getInt("boot"), row.getLong("timestamp_ms"),
                        row.getInt("epoch"), new Energy(row.getLong("export_uwh"), row.getLong("import_uwh")),
                        row.getString("payload_hash")))
                .list();
    }

    static void insert(Handle handle, List<SettlementReport> reports) {
        for (SettlementReport report : reports) {
            long id = handle.createUpdate("""
                    INSERT INTO settlement_report (transaction_id, ordinal, meter_id, epoch, export_uwh, import_uwh,
                        readings_root, state)
                    VALUES (:transaction, :ordinal, :meter, :epoch, :export, :import, :root, 'PENDING')""")
                    .bind("transaction", report.transactionId()).bind("ordinal", report.ordinal())
                    .bind("meter", report.meterId()).bind("epoch", report.epoch())
                    .bind("export", report.registers().exportUwh()).bind("import", report.registers().importUwh())
                    .bind("root", report.readingsRoot()).executeAndReturnGeneratedKeys("report_id").mapTo(Long.class)
                    .one();
            if (isNothing(report.readingsRoot())) continue;
            handle.createUpdate("""
                    UPDATE reading SET report_id = :report WHERE meter_id = :meter AND epoch = :epoch
                        AND report_id IS NULL AND status = 'ACCEPTED'""").bind("report", id)
                    .bind("meter", report.meterId()).bind("epoch", report.epoch()).execute();
        }
    }

    private static boolean isNothing(String root) {
        return Numeric.toBigInt(root).signum() == 0;
    }

    static List<String> pendingTransactions(Handle handle) {
        return handle.createQuery("""
                SELECT transaction_id FROM settlement_report WHERE state = 'PENDING'
                GROUP BY transaction_id ORDER BY min(report_id)""").mapTo(String.class).list();
    }

    static List<SettlementReport> ofTransaction(Handle handle, String transactionId) {
        return handle.createQuery(
                "SELECT " + REPORT + " FROM settlement_report WHERE transaction_id = :id ORDER BY ordinal")
                .bind("id", transactionId)
                .map((row, context) -> new SettlementReport(row.getLong("report_id"), row.getString("transaction_id"),
                        row.getInt("ordinal"), row.getString("meter_id"), row.getInt("epoch"),
                        new Energy(row.getLong("export_uwh"), row.getLong("import_uwh")),
                        row.getString("readings_root")))
                .list();
    }

    /** Stores what the chain made of a report. */
    static void conclude(Handle handle, SettlementReport report, SettlementReport.State state,
            SettlementReport.Outcome outcome, String transactionHash) {
        handle.createUpdate("""
                UPDATE settlement_report SET state = :state, refusal = :refusal, transaction_hash = :hash,
                    minted_uwh = :minted, burned_uwh = :burned, debt_uwh = :debt, carried_uwh = :carried,
                    changed_at = now()
                WHERE report_id = :id""").bind("state", state.name()).bind("refusal", outcome.refusal())
                .bind("hash", transactionHash).bind("minted", outcome.mintedUwh()).bind("burned", outcome.burnedUwh())
                .bind("debt", outcome.debtUwh()).bind("carried", outcome.carriedUwh()).bind("id", report.reportId())
                .execute();
        if (state == SettlementReport.State.FINAL) tookEffect(handle, report, outcome);
        else
            hadNoEffect(handle, report);
    }

    private static void tookEffect(Handle handle, SettlementReport report, SettlementReport.Outcome outcome) {
        handle.createUpdate("""
                UPDATE meter_epoch SET final_export_uwh = :export, final_import_uwh = :import
                WHERE meter_id = :meter AND epoch = :epoch""").bind("export", report.registers().exportUwh())
                .bind("import", report.registers().importUwh()).bind("meter", report.meterId())
                .bind("epoch", report.epoch()).execute();
        handle.createUpdate("""
                UPDATE meter SET minted_uwh = minted_uwh + :minted, burned_uwh = burned_uwh + :burned,
                    carried_uwh = :carried, attempt = 0, settled_at = now()
                WHERE meter_id = :meter""").bind("minted", outcome.mintedUwh()).bind("burned", outcome.burnedUwh())
                .bind("carried", outcome.carriedUwh()).bind("meter", report.meterId()).execute();
    }

    private static void hadNoEffect(Handle handle, SettlementReport report) {
        handle.createUpdate("UPDATE meter SET attempt = attempt + 1, settled_at = now() WHERE meter_id = :meter")
                .bind("meter", report.meterId()).execute();
        handle.createUpdate("UPDATE reading SET report_id = NULL WHERE report_id = :report")
                .bind("report", report.reportId()).execute();
    }

    /** Notes what an owner owes, unless something newer is known. */
    static void debt(Handle handle, String owner, long seq, BigDecimal debtUwh) {
        handle.createUpdate("""
                INSERT INTO owner_debt VALUES (:owner, :seq, :debt)
                ON CONFLICT (owner) DO UPDATE SET seq = :seq, debt_uwh = :debt WHERE owner_debt.seq < :seq""")
                .bind("owner", owner).bind("seq", seq).bind("debt", debtUwh).execute();
    }

    /** The meters that were settled after a moment, the last one last. */
    static List<SettledMeter> settledAfter(Handle handle, Instant moment) {
        return handle.createQuery("""
                SELECT meter_id, owner, minted_uwh, burned_uwh, settled_at FROM meter WHERE settled_at > :moment
                ORDER BY settled_at""").bind("moment", moment)
                .map((row, context) -> new SettledMeter(row.getString(1), row.getString(2),
                        row.getBigDecimal(3).longValueExact(), row.getBigDecimal(4).longValueExact(),
                        row.getTimestamp(5).toInstant()))
                .list();
    }

    static MeteringTotals totals(Handle handle) {
        return handle.createQuery("""
                SELECT coalesce(sum(readings_accepted), 0), coalesce(sum(readings_held), 0),
                    coalesce(sum(minted_uwh), 0), coalesce(sum(burned_uwh), 0), coalesce(sum(carried_uwh), 0),
                    (SELECT coalesce(sum(messages), 0) FROM refusal_count WHERE refusal <> 'DUPLICATE'),
                    (SELECT coalesce(sum(debt_uwh), 0) FROM owner_debt)
                FROM meter""")
                .map((row, context) -> new MeteringTotals(row.getLong(1), row.getLong(6), row.getLong(2),
                        row.getBigDecimal(3).longValueExact(), row.getBigDecimal(4).longValueExact(),
                        row.getBigDecimal(5).longValueExact(), row.getBigDecimal(7).longValueExact()))
                .one();
    }
}
