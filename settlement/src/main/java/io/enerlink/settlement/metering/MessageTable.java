package io.enerlink.settlement.metering;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import io.enerlink.settlement.store.CopyRows;
import org.jdbi.v3.core.Handle;

/** The rows of the raw log: messages as they came, but for readings, and of what devices say of themselves. */
final class MessageTable {
    private MessageTable() {}

    /** A refused message. {@code meterId} null where nobody is registered. */
    record Refused(String topic, String meterId, byte[] payload, Refusal refusal, String detail, long receivedMs) {}

    /** A heartbeat. */
    record Heartbeat(String meterId, long receivedMs, long uptimeMs, String status, String payload) {}

    /** A device's status. */
    record Snapshot(String meterId, long receivedMs, String payload) {}

    /** The log's next row is to have been taken. */
    static CopyRows log() {
        return new CopyRows("message_log", "received_at", "topic", "meter_id", "payload", "size", "refusal",
                "detail");
    }

    /** Adds a message that was taken and is no reading: a reading's bytes lie with it. */
    static void add(CopyRows log, String topic, String meterId, byte[] payload, long receivedMs) {
        log.row().time(receivedMs).text(topic).text(meterId).bytes(payload).number(payload.length).text(null)
                .text(null);
    }

    static void insertHeartbeats(Handle handle, Collection<Heartbeat> heartbeats) {
        CopyRows rows = new CopyRows("heartbeat", "meter_id", "received_at", "uptime_ms", "status", "payload");
        for (Heartbeat heartbeat : heartbeats)
            rows.row().text(heartbeat.meterId()).time(heartbeat.receivedMs()).whole(heartbeat.uptimeMs())
                    .text(heartbeat.status()).json(heartbeat.payload());
        rows.into(handle);
    }

    static void insertSnapshots(Handle handle, Collection<Snapshot> snapshots) {
        CopyRows rows = new CopyRows("status_snapshot", "meter_id", "received_at", "payload");
        for (Snapshot snapshot : snapshots)
            rows.row().text(snapshot.meterId()).time(snapshot.receivedMs()).json(snapshot.payload());
        rows.into(handle);
    }

    static List<EnergyHistory.Snapshot> lastSnapshots(Handle handle, String meterId, long beforeMs, int limit) {
        return last(handle, "status_snapshot", meterId, beforeMs, limit);
    }

    static List<EnergyHistory.Snapshot> lastHeartbeats(Handle handle, String meterId, long beforeMs, int limit) {
        return last(handle, "heartbeat", meterId, beforeMs, limit);
    }

    private static List<EnergyHistory.Snapshot> last(Handle handle, String table, String meterId, long beforeMs,
            int limit) {
        return handle.createQuery("SELECT received_at, payload::TEXT FROM " + table + """

                WHERE meter_id = :meter AND (:before = 0 OR received_at < to_timestamp(:before / 1000.0))
                ORDER BY received_at DESC FETCH FIRST :limit ROWS WITH TIES""").bind("meter", meterId)
                .bind("before", beforeMs).bind("limit", limit)
                .map((row, context) -> new EnergyHistory.Snapshot(row.getTimestamp(1).getTime(), row.getString(2)))
                .list();
    }

    /** Keeps what was refused, cut to what a message may have, and counts it; repetitions are only counted. */
    static void insertRefused(Handle handle, Collection<Refused> refused) {
        if (refused.isEmpty()) return;
        CopyRows rows = log();
        for (Refused message : refused) {
            if (message.refusal() == Refusal.DUPLICATE) continue;
            byte[] payload = message.payload();
            rows.row().time(message.receivedMs()).text(message.topic()).text(message.meterId())
                    .bytes(Arrays.copyOf(payload, Math.min(payload.length, Payload.MAX_BYTES)))
                    .number(payload.length).text(message.refusal().name()).text(message.detail());
        }
        rows.into(handle);
        Map<Refusal, Long> counts = refused.stream()
                .collect(Collectors.groupingBy(Refused::refusal, Collectors.counting()));
        handle.createUpdate("""
                INSERT INTO refusal_count SELECT * FROM unnest(:refusals, :counts) AS c (refusal, more) ORDER BY refusal
                ON CONFLICT (refusal) DO UPDATE SET messages = refusal_count.messages + excluded.messages""")
                .bindArray("refusals", String.class, counts.keySet().stream().map(Refusal::name).toArray())
                .bindArray("counts", Long.class, counts.values().toArray()).execute();
    }
}
