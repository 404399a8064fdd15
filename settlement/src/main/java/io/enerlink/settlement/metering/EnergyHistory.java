package io.enerlink.settlement.metering;

import static org.jdbi.v3.core.transaction.TransactionIsolationLevel.REPEATABLE_READ;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import io.enerlink.settlement.store.Database;
import org.jdbi.v3.core.Handle;

/** What owners are told of their meters' past: to the µWh what the readings come to, whatever is summed up already. */
public final class EnergyHistory {
    private final Database database;

    public EnergyHistory(Database database) { this.database = database; }

    /** How long the stretches are. */
    public enum Step {
        /** A quarter of an hour. */
        QUARTER,
        /** A day in the meter's zone. */
        DAY
    }

    /** Stretches in which something happened, in order. */
    public record Rows(String meterId, ZoneId zone, List<EnergyRow> rows) {}

    /**
     * A stored reading, as it came.
     *
     * @param registers cumulative
     * @param credited  the change that counts
     * @param reason    why it is, or was, held; null where it never was
     * @param isOpen    it waits for review
     * @param payload   all that the device said, JSON; null where it is not kept any more
     */
    public record Raw(long readingId, long sampleMs, long receivedMs, boolean estimated, ReadingStatus status,
            Energy registers, Energy credited, String reason, boolean isOpen, String payload) {}

    /** What a device said of itself, JSON. */
    public record Snapshot(long receivedMs, String payload) {}

    /**
     * What happened in the stretches that begin in [from, to).
     *
     * @param owner of the meter, lower-case 0x-hexadecimal
     * @return empty when the owner has no such meter
     */
    public Optional<Rows> rows(String owner, String meterId, Step step, long fromMs, long toMs) {
        // One view of all: the job may sum up between two questions.
        return database.jdbi().inTransaction(REPEATABLE_READ,
                handle -> zone(handle, owner, meterId).map(zone -> new Rows(meterId, zone,
                        step == Step.QUARTER ? RollupTable.quarters(handle, meterId, fromMs, toMs)
                                : days(handle, meterId, zone, fromMs, toMs))));
    }

    /**
     * The last readings, the newest first.
     *
     * @param beforeId the last one that is known already; 0 for the newest
     * @return empty when the owner has no such meter
     */
    public Optional<List<Raw>> readings(String owner, String meterId, long beforeId, int limit) {
        return database.jdbi().inTransaction(handle -> zone(handle, owner, meterId)
                .map(zone -> ReadingTable.last(handle, meterId, beforeId, limit)));
    }

    /**
     * The last snapshots of a device's status, the newest first; those that arrived in one and the same ms stay together, so
     * there may be some more.
     *
     * @param beforeMs those received before; 0 for the newest
     * @return empty when the owner has no such meter
     */
    public Optional<List<Snapshot>> statuses(String owner, String meterId, long beforeMs, int limit) {
        return database.jdbi().inTransaction(handle -> zone(handle, owner, meterId)
                .map(zone -> MessageTable.lastSnapshots(handle, meterId, beforeMs, limit)));
    }

    /** The last heartbeats of a device, as {@link #statuses} tells of its status. */
    public Optional<List<Snapshot>> heartbeats(String owner, String meterId, long beforeMs, int limit) {
        return database.jdbi().inTransaction(handle -> zone(handle, owner, meterId)
                .map(zone -> MessageTable.lastHeartbeats(handle, meterId, beforeMs, limit)));
    }

    private static Optional<ZoneId> zone(Handle handle, String owner, String meterId) {
        return handle.createQuery("SELECT zone FROM meter WHERE meter_id = :meter AND owner = :owner")
                .bind("meter", meterId).bind("owner", owner).mapTo(String.class).findOne().map(ZoneId::of);
    }

    /** As they were summed up, but for those with quarters that have to be summed up anew. */
    private static List<EnergyRow> days(Handle handle, String meterId, ZoneId zone, long fromMs, long toMs) {
        LocalDate first = firstDayFrom(fromMs, zone);
        LocalDate end = firstDayFrom(toMs, zone);
        Map<Long, EnergyRow> rows = RollupTable.days(handle, meterId, zone, first, end).stream()
                .collect(Collectors.toMap(EnergyRow::fromMs, Function.identity(), (one, other) -> one, TreeMap::new));
        Set<RollupTable.Day> due = RollupTable
                .dueOf(handle, meterId, zone, beginMs(first, zone), beginMs(end, zone)).stream()
                .map(RollupTable.Due::day).collect(Collectors.toSet());
        for (RollupTable.Day day : due) {
            EnergyRow anew = day(handle, day);
            rows.put(anew.fromMs(), anew);
        }
        return List.copyOf(rows.values());
    }

    private static EnergyRow day(Handle handle, RollupTable.Day day) {
        long fromMs = RollupTable.ms(day.begin());
        long toMs = RollupTable.ms(day.end());
        EnergyRow sum = EnergyRow.none(fromMs, toMs);
        for (EnergyRow quarter : RollupTable.quarters(handle, day.meterId(), fromMs, toMs))
            sum = sum.plus(quarter, fromMs, toMs);
        return sum;
    }

    private static LocalDate firstDayFrom(long ms, ZoneId zone) {
        LocalDate day = LocalDate.ofInstant(Instant.ofEpochMilli(ms), zone);
        return beginMs(day, zone) < ms ? day.plusDays(1) : day;
    }

    private static long beginMs(LocalDate day, ZoneId zone) {
        return day.atStartOfDay(zone).toInstant().toEpochMilli();
    }
}
