package io.enerlink.settlement.metering;

import io.enerlink.settlement.metering.SettlementStore.Concluded;
import io.enerlink.settlement.metering.SettlementStore.Due;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.web3j.utils.Numeric;

/** The rows of settlement reports, and what they say of epochs, readings and meters. */
final class SettlementTable {
    private static final String REPORT = "report_id, transaction_id, ordinal, meter_id, epoch, export_uwh, import_uwh, readings_root";

    /** Periods are counted from 1970 on, so that they do not shift by what a settlement takes. */
    private static final String NEW_PERIOD = """
            floor(extract(epoch FROM now()) * 1000 / period_ms)
                > floor(extract(epoch FROM settled_at) * 1000 / period_ms)""";

    /** What follows from the reports of a transaction: of a meter's two the later one says where it stands. */
    private static final List<String> EFFECTS = List.of("""
            UPDATE meter_epoch e SET final_export_uwh = s.export_uwh, final_import_uwh = s.import_uwh
            FROM (SELECT DISTINCT ON (meter_id, epoch) * FROM settlement_report
                WHERE transaction_id = :transaction AND state = 'FINAL' ORDER BY meter_id, epoch, ordinal DESC) s
            WHERE e.meter_id = s.meter_id AND e.epoch = s.epoch""", """
            UPDATE meter m SET minted_uwh = m.minted_uwh + s.minted, burned_uwh = m.burned_uwh + s.burned,
                carried_uwh = s.carried, attempt = 0, settled_at = now()
            FROM (SELECT meter_id, sum(minted_uwh) AS minted, sum(burned_uwh) AS burned,
                    (array_agg(carried_uwh ORDER BY ordinal DESC))[1] AS carried
                FROM settlement_report WHERE transaction_id = :transaction AND state = 'FINAL' GROUP BY meter_id) s
            WHERE m.meter_id = s.meter_id""", """
            UPDATE meter m SET attempt = attempt + s.refused, settled_at = now()
            FROM (SELECT meter_id, count(*) AS refused FROM settlement_report
                WHERE transaction_id = :transaction AND state IN ('REFUSED', 'REVERTED') GROUP BY meter_id) s
            WHERE m.meter_id = s.meter_id""",
            """
                    UPDATE reading r SET report_id = NULL FROM settlement_report s
                    WHERE s.transaction_id = :transaction AND s.state IN ('REFUSED', 'REVERTED') AND r.report_id = s.report_id""",
            """
                    INSERT INTO rollup_due SELECT DISTINCT meter_id, report_quarter(created_at) FROM settlement_report
                    WHERE transaction_id = :transaction AND state = 'FINAL' ON CONFLICT DO NOTHING""");

    private SettlementTable() {}

    /** Meters with something to report and no report on its way; none whose units are not known to fit. */
    static List<String> dueMeters(Handle handle, EnergySettlement.Round round) {
        String ofPeriod = switch (round.periods()) {
            case ANY -> "";
            case USUAL -> " AND period_ms = 0";
            case OWN -> " AND period_ms > 0 AND " + NEW_PERIOD;
        };
        return handle.createQuery("""
                SELECT meter_id FROM meter m WHERE on_chain AND onboarding = 'PASSED' AND policy = ANY(:kinds)
                    AND EXISTS (SELECT 1 FROM meter_epoch e WHERE e.meter_id = m.meter_id AND (final_export_uwh IS NULL
                        OR export_uwh > final_export_uwh OR import_uwh > final_import_uwh))
                    AND NOT EXISTS (SELECT 1 FROM settlement_report r
                        WHERE r.meter_id = m.meter_id AND r.state = 'PENDING')""" + ofPeriod + """

                ORDER BY settled_at, site, number LIMIT :limit""").bind("limit", round.maxMeters())
                .bindArray("kinds", String.class, round.kinds().stream().map(Policy.Kind::name).toArray())
                .mapTo(String.class).list();
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

    /** By meter: the leaves of the readings that were accepted in its due epoch and are in no report, in order. */
    static Map<String, List<byte[]>> unsettledLeaves(Handle handle, List<Due> due) {
        Map<String, List<byte[]>> leaves = new HashMap<>();
        handle.createQuery("""
                SELECT meter_id, boot, timestamp_ms, epoch, export_uwh, import_uwh, payload_hash
                FROM unnest(:meters, :epochs) AS asked (m, e) JOIN reading ON meter_id = m AND epoch = e
                WHERE report_id IS NULL AND status = 'ACCEPTED' ORDER BY reading_id""")
                .bindArray("meters", String.class, due.stream().map(Due::meterId).toArray())
                .bindArray("epochs", Integer.class, due.stream().map(Due::epoch).toArray())
                .map((row, context) -> leaves.computeIfAbsent(row.getString(1), meter -> new ArrayList<>())
                        .add(ReadingsTree.leaf(row.getString(1), row.getInt(2), row.getLong(3), row.getInt(4),
                                new Energy(row.getLong(5), row.getLong(6)), row.getString(7))))
                .list();
        return leaves;
    }

    /** Stores the reports of one transaction, and marks the readings behind them, whose meters are locked. */
    static void insert(Handle handle, List<SettlementReport> reports) {
        if (reports.isEmpty()) return;
        String transaction = reports.getFirst().transactionId();
        handle.createUpdate(
                """
                        INSERT INTO settlement_report (transaction_id, ordinal, meter_id, epoch, export_uwh, import_uwh,
                            readings_root, state)
                        SELECT :transaction, r.*, 'PENDING' FROM unnest(:ordinals, :meters, :epochs, :exports, :imports, :roots) AS
                            r (ordinal, meter_id, epoch, export_uwh, import_uwh, root) ORDER BY ordinal""")
                .bind("transaction", transaction).bindArray("ordinals", Integer.class, each(reports, r -> r.ordinal()))
                .bindArray("meters", String.class, each(reports, r -> r.meterId()))
                .bindArray("epochs", Integer.class, each(reports, r -> r.epoch()))
                .bindArray("exports", Long.class, each(reports, r -> r.registers().exportUwh()))
                .bindArray("imports", Long.class, each(reports, r -> r.registers().importUwh()))
                .bindArray("roots", String.class, each(reports, r -> r.readingsRoot())).execute();
        handle.createUpdate("""
                UPDATE reading r SET report_id = s.report_id FROM settlement_report s
                WHERE s.transaction_id = :transaction AND s.readings_root <> :nothing AND r.meter_id = s.meter_id
                    AND r.epoch = s.epoch AND r.report_id IS NULL AND r.status = 'ACCEPTED'""")
                .bind("transaction", transaction)
                .bind("nothing", Numeric.toHexString(ReadingsTree.root(List.of()))).execute();
    }

    private static <T> Object[] each(List<T> all, Function<T, Object> value) {
        return all.stream().map(value).toArray();
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

    /** Stores what the chain made of the reports of a transaction, whose meters are locked. */
    static void conclude(Handle handle, String transactionId, List<Concluded> reports) {
        handle.createUpdate("""
                UPDATE settlement_report s SET state = c.state, refusal = c.refusal, transaction_hash = :hash,
                    minted_uwh = c.minted, burned_uwh = c.burned, debt_uwh = c.debt, carried_uwh = c.carried,
                    changed_at = now()
                FROM unnest(:ids, :states, :refusals, CAST(:minted AS NUMERIC[]), CAST(:burned AS NUMERIC[]),
                    CAST(:debts AS NUMERIC[]), CAST(:carried AS NUMERIC[]))
                    AS c (id, state, refusal, minted, burned, debt, carried)
                WHERE s.report_id = c.id""").bind("hash", reports.getFirst().transactionHash())
                .bindArray("ids", Long.class, each(reports, c -> c.report().reportId()))
                .bindArray("states", String.class, each(reports, c -> c.state().name()))
                .bindArray("refusals", String.class, each(reports, c -> c.outcome().refusal()))
                .bindArray("minted", String.class, each(reports, c -> text(c.outcome().mintedUwh())))
                .bindArray("burned", String.class, each(reports, c -> text(c.outcome().burnedUwh())))
                .bindArray("debts", String.class, each(reports, c -> text(c.outcome().debtUwh())))
                .bindArray("carried", String.class, each(reports, c -> text(c.outcome().carriedUwh()))).execute();
        for (String effect : EFFECTS) handle.createUpdate(effect).bind("transaction", transactionId).execute();
    }

    private static String text(BigDecimal amount) {
        return amount == null ? null : amount.toPlainString();
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
