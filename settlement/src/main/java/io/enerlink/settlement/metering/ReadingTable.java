package io.enerlink.settlement.metering;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** The rows of readings and of everything else that devices say. */
final class ReadingTable {
    private ReadingTable() {}

    /** A meter's time, in whichever boot. */
    record Key(String meterId, long timestampMs) {}

    /** A reading with what is only stored. */
    record Row(Reading reading, String payloadHash, String payload, byte[] raw) {}

    /** A refused message, cut to what is kept of it. */
    record Refused(String topic, byte[] payload, int size, Refusal refusal, String detail, long receivedMs) {}

    /** A heartbeat. */
    record Heartbeat(String meterId, long receivedMs, long uptimeMs, String status, String payload) {}

    /** A device's status. */
    record Snapshot(String meterId, long receivedMs, String payload) {}

    /** What the payloads of stored readings hash to, of these meters at these times, by boot. */
    static Map<Key, Map<Integer, String>> hashes(Handle handle, List<String> meterIds, List<Long> timestamps) {
        Map<Key, Map<Integer, String>> hashes = new HashMap<>();
        if (meterIds.isEmpty()) return hashes;
        handle.createQuery("""
                SELECT meter_id, boot, timestamp_ms, payload_hash FROM reading
                JOIN unnest(:meters, :times) AS asked (m, t) ON meter_id = m AND timestamp_ms = t""")
                .bindArray("meters", String.class, meterIds.toArray())
                .bindArray("times", Long.class, timestamps.toArray())
                .map((row, context) -> hashes
                        .computeIfAbsent(new Key(row.getString(1), row.getLong(3)), key -> new HashMap<>())
                        .put(row.getInt(2), row.getString(4)))
                .list();
        return hashes;
    }

    /** The id of the reading of a meter's time. */
    static long idOf(Handle handle, Key key) {
        return handle.createQuery("""
                SELECT min(reading_id) FROM reading WHERE meter_id = :meter AND timestamp_ms = :time""")
                .bind("meter", key.meterId()).bind("time", key.timestampMs()).mapTo(Long.class).one();
    }

    static void insert(Handle handle, Collection<Row> rows) {
        if (rows.isEmpty()) return;
        PreparedBatch batch = handle.prepareBatch("""
                INSERT INTO reading (meter_id, boot, timestamp_ms, received_at, sampled_at, estimated, epoch, status,
                    export_uwh, import_uwh, export_delta_uwh, import_delta_uwh, payload_hash, payload, raw)
                VALUES (:id, :boot, :timestamp, :received, :sampled, :estimated, :epoch, :status, :export, :import,
                    :exportDelta, :importDelta, :hash, CAST(:payload AS JSONB), :raw)""");
        for (Row row : rows) {
            Reading reading = row.reading();
            batch.bind("id", reading.meterId()).bind("boot", reading.boot()).bind("timestamp", reading.timestampMs())
                    .bind("received", time(reading.receivedMs())).bind("sampled", time(reading.sampleMs()))
                    .bind("estimated", reading.estimated()).bind("epoch", reading.epoch())
                    .bind("status", reading.status().name()).bind("export", reading.registers().exportUwh())
                    .bind("import", reading.registers().importUwh())
                    .bind("exportDelta", reading.credited().exportUwh())
                    .bind("importDelta", reading.credited().importUwh()).bind("hash", row.payloadHash())
                    .bind("payload", row.payload()).bind("raw", row.raw()).add();
        }
        batch.execute();
    }

    static void insertHeartbeats(Handle handle, Collection<Heartbeat> heartbeats) {
        if (heartbeats.isEmpty()) return;
        PreparedBatch batch = handle.prepareBatch("""
                INSERT INTO heartbeat (meter_id, received_at, uptime_ms, status, payload)
                VALUES (:id, :received, :uptime, :status, CAST(:payload AS JSONB))""");
        for (Heartbeat heartbeat : heartbeats)
            batch.bind("id", heartbeat.meterId()).bind("received", time(heartbeat.receivedMs()))
                    .bind("uptime", heartbeat.uptimeMs()).bind("status", heartbeat.status())
                    .bind("payload", heartbeat.payload()).add();
        batch.execute();
    }

    static void insertSnapshots(Handle handle, Collection<Snapshot> snapshots) {
        if (snapshots.isEmpty()) return;
        PreparedBatch batch = handle.prepareBatch("""
                INSERT INTO status_snapshot (meter_id, received_at, payload)
                VALUES (:id, :received, CAST(:payload AS JSONB))""");
        for (Snapshot snapshot : snapshots)
            batch.bind("id", snapshot.meterId()).bind("received", time(snapshot.receivedMs()))
                    .bind("payload", snapshot.payload()).add();
        batch.execute();
    }

    /** Keeps what was refused, and counts it; repetitions are only counted. */
    static void insertRefused(Handle handle, Collection<Refused> refused) {
        if (refused.isEmpty()) return;
        PreparedBatch batch = handle.prepareBatch("""
                INSERT INTO refused_message (topic, payload, size, refusal, detail, received_at)
                VALUES (:topic, :payload, :size, :refusal, :detail, :received)""");
        PreparedBatch counts = handle.prepareBatch("""
                INSERT INTO refusal_count VALUES (:refusal, 1)
                ON CONFLICT (refusal) DO UPDATE SET messages = refusal_count.messages + 1""");
        for (Refused message : refused) {
            counts.bind("refusal", message.refusal().name()).add();
            if (message.refusal() == Refusal.DUPLICATE) continue;
            batch.bind("topic", message.topic())
                    .bind("payload", Arrays.copyOf(message.payload(),
                            Math.min(message.payload().length, Payload.MAX_BYTES)))
                    .bind("size", message.size()).bind("refusal", message.refusal().name())
                    .bind("detail", message.detail()).bind("received", time(message.receivedMs())).add();
        }
        counts.execute();
        if (batch.size() > 0) batch.execute();
    }

    private static OffsetDateTime time(long ms) {
        return OffsetDateTime.ofInstant(Instant.ofEpochMilli(ms), ZoneOffset.UTC);
    }
}
