package io.enerlink.settlement.metering;

import java.util.List;
import org.jdbi.v3.core.Handle;

/** The rows of prosumers and wallets, and what the registry shows. */
final class EnrolmentTable {
    private EnrolmentTable() {}

    /** @throws IllegalArgumentException when the wallet is another's */
    static void prosumer(Handle handle, String name, String address) {
        handle.createUpdate("INSERT INTO prosumer (name) VALUES (:name) ON CONFLICT DO NOTHING").bind("name", name)
                .execute();
        handle.createUpdate("""
                INSERT INTO wallet (address, prosumer_id) SELECT :address, prosumer_id FROM prosumer WHERE name = :name
                ON CONFLICT DO NOTHING""").bind("address", address).bind("name", name).execute();
        String owner = handle.createQuery("""
                SELECT name FROM wallet JOIN prosumer USING (prosumer_id) WHERE address = :address""")
                .bind("address", address).mapTo(String.class).one();
        if (!owner.equals(name))
            throw new IllegalArgumentException("wallet " + address + " belongs to prosumer " + owner);
    }

    static List<Enrolment.Entry> entries(Handle handle) {
        return handle.createQuery("""
                SELECT m.*, p.name, coalesce(health, 'MISSING') AS health, heard_at
                FROM meter m LEFT JOIN wallet w ON w.address = m.owner LEFT JOIN prosumer p USING (prosumer_id)
                    LEFT JOIN device_health h ON h.meter_id = m.meter_id
                WHERE retired_at IS NULL ORDER BY site""")
                .map((row, context) -> new Enrolment.Entry(MeterTable.meter(row), row.getString("name"),
                        Onboarding.State.valueOf(row.getString("onboarding")),
                        List.of((String[]) row.getArray("capabilities").getArray()), row.getBoolean("on_chain"),
                        row.getBytes("public_key") != null, DeviceHealth.valueOf(row.getString("health")),
                        row.getTimestamp("heard_at") == null ? 0 : row.getTimestamp("heard_at").getTime()))
                .list();
    }
}
