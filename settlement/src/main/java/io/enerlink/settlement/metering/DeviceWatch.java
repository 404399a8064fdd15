package io.enerlink.settlement.metering;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import io.enerlink.settlement.store.Database;

/**
 * Notices which devices fell silent, and tells how each of them is. While we were away nobody was heard: silence counts from
 * our start. Not thread-safe but for {@link #counts}.
 */
final class DeviceWatch {
    private final Database database;
    private final Duration missingAfter;
    private final Instant started;
    private final List<Consumer<DeviceState>> listeners = new ArrayList<>();
    private Map<String, DeviceState> known = new HashMap<>();
    private volatile Map<DeviceHealth, Integer> counts = count(List.of());

    DeviceWatch(Database database, Duration missingAfter, Instant started) {
        this.database = database;
        this.missingAfter = missingAfter;
        this.started = started;
    }

    /** Hears how each device is, and whenever that changes. */
    void addListener(Consumer<DeviceState> listener) {
        listeners.add(listener);
        known.values().forEach(listener);
    }

    void look(Instant now) {
        Instant since = now.minus(missingAfter);
        List<DeviceState> all = database.jdbi().inTransaction(handle -> {
            if (started.isBefore(since)) DeviceHealthTable.missing(handle, since);
            return DeviceHealthTable.all(handle);
        });
        Map<String, DeviceState> before = known;
        known = HashMap.newHashMap(all.size());
        all.forEach(device -> known.put(device.meterId(), device));
        counts = count(all);
        for (DeviceState device : all) {
            DeviceState last = before.get(device.meterId());
            if (last == null || last.health() != device.health())
                listeners.forEach(listener -> listener.accept(device));
        }
    }

    /** How many devices are how, at the last look. Any thread. */
    Map<DeviceHealth, Integer> counts() { return counts; }

    private static Map<DeviceHealth, Integer> count(List<DeviceState> devices) {
        Map<DeviceHealth, Integer> counts = new EnumMap<>(DeviceHealth.class);
        for (DeviceHealth health : DeviceHealth.values()) counts.put(health, 0);
        devices.forEach(device -> counts.merge(device.health(), 1, Integer::sum));
        return counts;
    }
}
