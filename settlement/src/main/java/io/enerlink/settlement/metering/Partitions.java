package io.enerlink.settlement.metering;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.function.Function;
import io.enerlink.settlement.store.Database;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates the partitions of what devices say ahead of time, and drops those that have had theirs. What finds no partition goes
 * into a default one, so an exchange whose job stood still stores on.
 */
public final class Partitions {
    private static final Logger LOG = LoggerFactory.getLogger(Partitions.class);
    /** Units that are there ahead of time. */
    private static final int AHEAD = 3;
    /** The locks of a table that is written all the time come soon or not: the next turn tries again. */
    private static final String LOCK_TIMEOUT = "SET LOCAL lock_timeout = '2s'";

    private final Database database;
    private final Keep keep;

    public Partitions(Database database, Keep keep) {
        this.database = database;
        this.keep = keep;
    }

    /** A partitioned table. {@code period} null where everything is kept. */
    private enum Table {
        READING("month", null), READING_DETAIL("month", Keep::details), MESSAGE_LOG("week", Keep::messages),
        HEARTBEAT("month", Keep::health), STATUS_SNAPSHOT("month", Keep::health);

        private final String unit;
        private final Function<Keep, Duration> period;

        Table(String unit, Function<Keep, Duration> period) {
            this.unit = unit;
            this.period = period;
        }

        private String parent() { return name().toLowerCase(java.util.Locale.ROOT); }
    }

    /**
     * Creates what will be needed.
     *
     * @return how many partitions were created
     */
    public int create(long nowMs) {
        OffsetDateTime now = time(nowMs);
        int created = 0;
        for (Table table : Table.values())
            created += database.jdbi().inTransaction(handle -> {
                handle.execute(LOCK_TIMEOUT);
                return handle
                        .createQuery("SELECT create_partitions(:parent, :unit, :now, :now + :ahead * ('1 ' || :unit)"
                                + "::INTERVAL)")
                        .bind("parent", table.parent()).bind("unit", table.unit).bind("now", now).bind("ahead", AHEAD)
                        .mapTo(Integer.class).one();
            });
        return created;
    }

    /**
     * Drops what has been kept for long enough, but nothing that is as new as the oldest reading that is not settled.
     *
     * @return how many partitions were dropped
     */
    public int drop(long nowMs) {
        OffsetDateTime unsettled = database.jdbi().withHandle(Partitions::oldestUnsettled);
        int dropped = 0;
        for (Table table : Table.values()) {
            if (table.period == null) continue;
            OffsetDateTime before = time(nowMs).minus(table.period.apply(keep));
            if (unsettled != null && unsettled.isBefore(before)) {
                LOG.warn("{} is kept from {} on, as a reading of then is not settled or waits for review",
                        table.parent(), unsettled);
                before = unsettled;
            }
            OffsetDateTime until = before;
            dropped += database.jdbi().inTransaction(handle -> {
                handle.execute(LOCK_TIMEOUT);
                return handle.createQuery("SELECT drop_partitions(:parent, :unit, :before)")
                        .bind("parent", table.parent()).bind("unit", table.unit).bind("before", until)
                        .mapTo(Integer.class).one();
            });
        }
        return dropped;
    }

    private static OffsetDateTime oldestUnsettled(Handle handle) {
        return handle.createQuery("""
                SELECT least(
                    (SELECT min(received_at) FROM reading JOIN meter_epoch e USING (meter_id, epoch)
                        WHERE report_id IS NULL AND status = 'ACCEPTED' AND (final_export_uwh IS NULL
                            OR e.export_uwh > final_export_uwh OR e.import_uwh > final_import_uwh)),
                    (SELECT min(received_at) FROM reading JOIN settlement_report s USING (report_id)
                        WHERE s.state = 'PENDING'),
                    (SELECT min(received_at) FROM reading
                        WHERE status IN ('HELD', 'CLOCK_OFF') AND reviewed_by IS NULL))""")
                .mapTo(OffsetDateTime.class).findOne().orElse(null);
    }

    private static OffsetDateTime time(long ms) {
        return OffsetDateTime.ofInstant(Instant.ofEpochMilli(ms), ZoneOffset.UTC);
    }
}
