package io.enerlink.settlement.metering;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import io.enerlink.settlement.store.CopyRows;
import org.jdbi.v3.core.Handle;

/** The rows of readings, each with all that the device said and the bytes it came in. */
final class ReadingTable {
    /** What came before this cannot come again: its repetition is refused for its age. */
    private static final Duration REPEATED_WITHIN = MeterState.MAX_AGE.plusDays(1);

    private ReadingTable() {}

    /** A meter's time, in whichever boot. */
    record Key(String meterId, long timestampMs) {
        /** A clock that is ahead has no age to be refused for. */
        private boolean isAhead(long nowMs) {
            return timestampMs > nowMs + MeterState.CLOCK_TOLERANCE.toMillis();
        }
    }

    /**
     * A reading with what is only stored.
     *
     * @param detail  why it is held; null when it is not
     * @param payload as JSON that the database can search; null where its bytes are enough
     * @param raw     its bytes
     */
    record Row(Reading reading, String detail, String payloadHash, String payload, byte[] raw) {}

    /**
     * What the payloads of stored readings hash to, by meter and time, and by boot.
     *
     * @param receivedMs when the oldest that is asked for was received
     */
    static Map<Key, Map<Integer, String>> hashes(Handle handle, Collection<Key> keys, long receivedMs) {
        Map<Key, Map<Integer, String>> hashes = new HashMap<>();
        List<Key> ahead = keys.stream().filter(key -> key.isAhead(receivedMs)).toList();
        List<Key> usual = keys.stream().filter(key -> !key.isAhead(receivedMs)).toList();
        addHashes(handle, hashes, ahead, Instant.EPOCH);
        addHashes(handle, hashes, usual, Instant.ofEpochMilli(receivedMs).minus(REPEATED_WITHIN));
        return hashes;
    }

    private static void addHashes(Handle handle, Map<Key, Map<Integer, String>> hashes, List<Key> keys, Instant since) {
        if (keys.isEmpty()) return;
        handle.createQuery("""
                SELECT meter_id, boot, timestamp_ms, payload_hash FROM reading
                JOIN unnest(:meters, :times) AS asked (m, t) ON meter_id = m AND timestamp_ms = t
                WHERE received_at >= :since""").bind("since", since)
                .bindArray("meters", String.class, keys.stream().map(Key::meterId).toArray())
                .bindArray("times", Long.class, keys.stream().map(Key::timestampMs).toArray())
                .map((row, context) -> hashes
                        .computeIfAbsent(new Key(row.getString(1), row.getLong(3)), key -> new HashMap<>())
                        .put(row.getInt(2), row.getString(4)))
                .list();
    }

    /** A meter's readings from before one, the newest first; {@code beforeId} 0: from the newest on. */
    static List<EnergyHistory.Raw> last(Handle handle, String meterId, long beforeId, int limit) {
        String before = beforeId == 0 ? "" : """

                AND counted_at <= (SELECT counted_at FROM reading WHERE reading_id = :before AND meter_id = :meter)
                AND (counted_at, reading_id) <
                    (SELECT counted_at, reading_id FROM reading WHERE reading_id = :before AND meter_id = :meter)""";
        return handle
                .createQuery(
                        """
                                SELECT r.*, r.status IN ('HELD', 'CLOCK_OFF') AND reviewed_by IS NULL AS open, d.payload::TEXT AS said, d.raw
                                FROM (SELECT * FROM reading WHERE meter_id = :meter"""
                                + before + """

                                        ORDER BY counted_at DESC, reading_id DESC LIMIT :limit) r
                                        LEFT JOIN reading_detail d
                                            ON d.received_at = r.received_at AND d.reading_id = r.reading_id
                                        ORDER BY r.counted_at DESC, r.reading_id DESC""")
                .bind("meter", meterId).bind("before", beforeId)
                .bind("limit", limit)
                .map((row, context) -> new EnergyHistory.Raw(row.getLong("reading_id"),
                        row.getTimestamp("sampled_at").getTime(), row.getTimestamp("received_at").getTime(),
                        row.getBoolean("estimated"), ReadingStatus.valueOf(row.getString("status")),
                        new Energy(row.getLong("export_uwh"), row.getLong("import_uwh")),
                        new Energy(row.getLong("export_delta_uwh"), row.getLong("import_delta_uwh")),
                        row.getString("detail"), row.getBoolean("open"),
                        said(row.getString("said"), row.getBytes("raw"))))
                .list();
    }

    private static String said(String json, byte[] raw) {
        return raw == null ? json : Payload.json(raw);
    }

    /** The id of the reading of a meter's time. */
    static long idOf(Handle handle, Key key) {
        return handle.createQuery("""
                SELECT min(reading_id) FROM reading WHERE meter_id = :meter AND timestamp_ms = :time""")
                .bind("meter", key.meterId()).bind("time", key.timestampMs()).mapTo(Long.class).one();
    }

    /**
     * Stores readings, whose meters are locked, in their order.
     *
     * @return their ids
     */
    static List<Long> insert(Handle handle, List<Row> rows) {
        if (rows.isEmpty()) return List.of();
        List<Long> ids = handle
                .createQuery("SELECT nextval('reading_reading_id_seq') FROM generate_series(1, :count) ORDER BY 1")
                .bind("count", rows.size()).mapTo(Long.class).list();
        CopyRows readings = new CopyRows("reading", "reading_id", "meter_id", "boot", "timestamp_ms", "received_at",
                "sampled_at", "estimated", "epoch", "status", "export_uwh", "import_uwh", "export_delta_uwh",
                "import_delta_uwh", "payload_hash", "detail");
        CopyRows details = new CopyRows("reading_detail", "reading_id", "received_at", "raw", "payload");
        for (int i = 0; i < rows.size(); ++i) {
            Row row = rows.get(i);
            Reading reading = row.reading();
            add(readings, ids.get(i), row);
            details.row().whole(ids.get(i)).time(reading.receivedMs()).bytes(row.raw()).json(row.payload());
        }
        readings.into(handle);
        details.into(handle);
        RollupTable.due(handle, rows.stream().map(Row::reading).toList());
        return ids;
    }

    private static void add(CopyRows readings, long id, Row row) {
        Reading reading = row.reading();
        readings.row().whole(id).text(reading.meterId()).number(reading.boot()).whole(reading.timestampMs())
                .time(reading.receivedMs()).time(reading.sampleMs()).flag(reading.estimated()).number(reading.epoch())
                .text(reading.status().name()).whole(reading.registers().exportUwh())
                .whole(reading.registers().importUwh()).whole(reading.credited().exportUwh())
                .whole(reading.credited().importUwh()).text(row.payloadHash()).text(row.detail());
    }
}
