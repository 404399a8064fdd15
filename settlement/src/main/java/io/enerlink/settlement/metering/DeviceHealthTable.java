package io.enerlink.settlement.metering;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** The rows of devices' health. */
final class DeviceHealthTable {
    private DeviceHealthTable() {}

    /** Takes the last heartbeat of each meter. */
    static void heard(Handle handle, Collection<MessageTable.Heartbeat> heartbeats) {
        if (heartbeats.isEmpty()) return;
        Map<String, MessageTable.Heartbeat> last = new LinkedHashMap<>();
        heartbeats.forEach(heartbeat -> last.put(heartbeat.meterId(), heartbeat));
        PreparedBatch batch = handle.prepareBatch("""
                INSERT INTO device_health VALUES (:meter, :health, :heard)
                ON CONFLICT (meter_id) DO UPDATE SET health = :health, heard_at = :heard""");
        for (MessageTable.Heartbeat heartbeat : last.values())
            batch.bind("meter", heartbeat.meterId()).bind("health", heartbeat.status().toUpperCase(Locale.ROOT))
                    .bind("heard", new Timestamp(heartbeat.receivedMs())).add();
        batch.execute();
    }

    /** Whoever was not heard since is missing. */
    static void missing(Handle handle, Instant since) {
        handle.createUpdate("""
                UPDATE device_health SET health = 'MISSING' WHERE health <> 'MISSING' AND heard_at < :since""")
                .bind("since", since).execute();
    }

    /** All devices of meters that are not retired. */
    static List<DeviceState> all(Handle handle) {
        return handle.createQuery("""
                SELECT m.meter_id, owner, coalesce(health, 'MISSING'), heard_at
                FROM meter m LEFT JOIN device_health h USING (meter_id) WHERE retired_at IS NULL""")
                .map((row, context) -> new DeviceState(row.getString(1), row.getString(2),
                        DeviceHealth.valueOf(row.getString(3)),
                        row.getTimestamp(4) == null ? 0 : row.getTimestamp(4).getTime()))
                .list();
    }
}
