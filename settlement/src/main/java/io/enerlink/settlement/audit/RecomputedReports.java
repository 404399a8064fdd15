package io.enerlink.settlement.audit;

import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.enerlink.settlement.metering.Energy;
import io.enerlink.settlement.metering.ReadingsTree;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.result.ResultIterator;
import org.jdbi.v3.core.statement.StatementContext;
import org.web3j.utils.Numeric;

/**
 * The reports of the database, each recomputed from its readings, in one pass: as they were made, which is nearly how the
 * chain took them. Those that the chain takes later than others are kept until it does, {@link #MAX_AHEAD} at most.
 */
final class RecomputedReports implements AutoCloseable {
    /** Names a report: of those that took effect, no meter has two with the same registers. */
    record Key(String meterId, int epoch, long exportUwh, long importUwh) {}

    /** What the readings behind a report come to. */
    record Recomputed(BigInteger netUwh, String readingsRoot) {
        static final Recomputed UNKNOWN = new Recomputed(null, "no such report");
    }

    private record Row(long reportId, Key key, byte[] leaf, long netUwh) {}

    /** Reports that are read ahead of the one that is looked for. */
    static final int MAX_AHEAD = 10_000;
    private static final int ROWS_AT_ONCE = 1_000;

    private final ResultIterator<Row> rows;
    private final Map<Key, Recomputed> ahead = new HashMap<>();
    private Row next;

    /** @param handle in a transaction, without which the driver reads all rows at once */
    RecomputedReports(Handle handle) {
        rows = handle.createQuery("""
                SELECT s.report_id, s.meter_id, s.epoch, s.export_uwh, s.import_uwh, boot, timestamp_ms,
                    r.epoch AS reading_epoch, r.export_uwh AS reading_export_uwh, r.import_uwh AS reading_import_uwh,
                    payload_hash, export_delta_uwh, import_delta_uwh
                FROM settlement_report s LEFT JOIN reading r ON r.report_id = s.report_id
                WHERE s.state IN ('PENDING', 'FINAL') ORDER BY s.report_id, r.reading_id""").setFetchSize(ROWS_AT_ONCE)
                .map(RecomputedReports::row).iterator();
        advance();
    }

    /** UNKNOWN where there is none, or none within reach. */
    Recomputed find(Key key) {
        Recomputed known = ahead.remove(key);
        while (known == null && next != null && ahead.size() < MAX_AHEAD) {
            Key read = next.key();
            Recomputed recomputed = recompute();
            if (read.equals(key)) known = recomputed;
            else
                ahead.put(read, recomputed);
        }
        return known == null ? Recomputed.UNKNOWN : known;
    }

    private Recomputed recompute() {
        long reportId = next.reportId();
        long netUwh = 0;
        List<byte[]> leaves = new ArrayList<>();
        for (; next != null && next.reportId() == reportId; advance()) {
            if (next.leaf() == null) continue;
            leaves.add(next.leaf());
            netUwh = Math.addExact(netUwh, next.netUwh());
        }
        return new Recomputed(BigInteger.valueOf(netUwh), Numeric.toHexString(ReadingsTree.root(leaves)));
    }

    private void advance() {
        next = rows.hasNext() ? rows.next() : null;
    }

    private static Row row(ResultSet row, StatementContext context) throws SQLException {
        Key key = new Key(row.getString("meter_id"), row.getInt("epoch"), row.getLong("export_uwh"),
                row.getLong("import_uwh"));
        String payloadHash = row.getString("payload_hash");
        if (payloadHash == null) return new Row(row.getLong("report_id"), key, null, 0);
        Energy registers = new Energy(row.getLong("reading_export_uwh"), row.getLong("reading_import_uwh"));
        return new Row(row.getLong("report_id"), key,
                ReadingsTree.leaf(key.meterId(), row.getInt("boot"), row.getLong("timestamp_ms"),
                        row.getInt("reading_epoch"), registers, payloadHash),
                Math.subtractExact(row.getLong("export_delta_uwh"), row.getLong("import_delta_uwh")));
    }

    @Override
    public void close() {
        rows.close();
    }
}
