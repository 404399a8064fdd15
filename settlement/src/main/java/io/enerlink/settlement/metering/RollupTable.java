package io.enerlink.settlement.metering;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** The rows of sums by quarter and by day, and of the quarters that are to be summed up anew. */
final class RollupTable {
    static final long QUARTER_MS = 900_000;
    private static final String SUMS = "export_uwh, import_uwh, minted_uwh, burned_uwh, readings, held";
    /**
     * Sums of the quarters {@code d} from what they are made of. A reading is received up to five minutes before, and seven
     * days after, the time it counts for, which spares the other partitions.
     */
    private static final String FROM_READINGS = """
            CROSS JOIN LATERAL (
                SELECT coalesce(sum(export_delta_uwh), 0)::BIGINT AS export_uwh,
                    coalesce(sum(import_delta_uwh), 0)::BIGINT AS import_uwh, count(*)::INT AS readings,
                    (count(*) FILTER (WHERE status IN ('HELD', 'CLOCK_OFF') AND reviewed_by IS NULL))::INT AS held
                FROM reading WHERE meter_id = d.meter_id AND counted_at > d.from_at
                    AND counted_at <= d.from_at + INTERVAL '15 minutes' AND received_at > d.from_at - INTERVAL '1 day'
                    AND received_at < d.from_at + INTERVAL '8 days') r
            CROSS JOIN LATERAL (
                SELECT coalesce(sum(minted_uwh), 0)::BIGINT AS minted_uwh,
                    coalesce(sum(burned_uwh), 0)::BIGINT AS burned_uwh
                FROM settlement_report WHERE meter_id = d.meter_id AND state = 'FINAL' AND created_at >= d.from_at
                    AND created_at < d.from_at + INTERVAL '15 minutes') s""";

    /** What {@link #quarters} asks. */
    static final String QUARTERS = "SELECT from_at, " + SUMS + """

            FROM energy_quarter q WHERE meter_id = :meter AND from_at >= :from AND from_at < :to
                AND NOT EXISTS (SELECT 1 FROM rollup_due d WHERE d.meter_id = q.meter_id AND d.from_at = q.from_at)
            UNION ALL
            SELECT d.from_at,\s""" + SUMS + """

            FROM (SELECT * FROM rollup_due WHERE meter_id = :meter AND from_at >= :from AND from_at < :to) d
            """ + FROM_READINGS + " ORDER BY from_at";
    /** What {@link #days} asks. */
    static final String DAYS = "SELECT day, " + SUMS + """

            FROM energy_day WHERE meter_id = :meter AND day >= :first AND day < :end ORDER BY day""";

    private RollupTable() {}

    /** A quarter to be summed up. */
    record Due(String meterId, long fromMs, ZoneId zone) {
        Day day() {
            return new Day(meterId, LocalDate.ofInstant(Instant.ofEpochMilli(fromMs), zone), zone);
        }
    }

    /** A meter's day in its zone: 23 to 25 hours. */
    record Day(String meterId, LocalDate date, ZoneId zone) {
        OffsetDateTime begin() {
            return date.atStartOfDay(zone).toOffsetDateTime();
        }

        OffsetDateTime end() {
            return date.plusDays(1).atStartOfDay(zone).toOffsetDateTime();
        }
    }

    /** Notes that readings were stored, whose meters are locked. */
    static void due(Handle handle, Collection<Reading> readings) {
        record Quarter(String meterId, long fromMs) {}
        Set<Quarter> quarters = readings.stream()
                .map(reading -> new Quarter(reading.meterId(), quarterMs(reading.countedMs())))
                .collect(Collectors.toSet());
        handle.createUpdate(
                """
                        INSERT INTO rollup_due SELECT meter, to_timestamp(ms / 1000) FROM unnest(:meters, :quarters) AS q (meter, ms)
                        ON CONFLICT DO NOTHING""")
                .bindArray("meters", String.class, quarters.stream().map(Quarter::meterId).toArray())
                .bindArray("quarters", Long.class, quarters.stream().map(Quarter::fromMs).toArray()).execute();
    }

    private static long quarterMs(long countedMs) {
        return Math.floorDiv(countedMs - 1, QUARTER_MS) * QUARTER_MS;
    }

    /** Meters with quarters to be summed up that ended before a moment. */
    static List<String> meters(Handle handle, long endedMs, int limit) {
        return handle.createQuery("""
                SELECT DISTINCT meter_id FROM rollup_due WHERE from_at <= :begun ORDER BY meter_id LIMIT :limit""")
                .bind("begun", time(endedMs - QUARTER_MS)).bind("limit", limit).mapTo(String.class).list();
    }

    /** Takes quarters of meters, which are locked. */
    static List<Due> take(Handle handle, Collection<String> meterIds, long endedMs, int limit) {
        return handle.createQuery("""
                WITH due AS (SELECT meter_id, from_at FROM rollup_due
                    WHERE meter_id = ANY(:meters) AND from_at <= :begun LIMIT :limit),
                taken AS (DELETE FROM rollup_due d USING due
                    WHERE d.meter_id = due.meter_id AND d.from_at = due.from_at RETURNING d.meter_id, d.from_at)
                SELECT meter_id, from_at, zone FROM taken JOIN meter USING (meter_id)""")
                .bindArray("meters", String.class, meterIds.toArray()).bind("begun", time(endedMs - QUARTER_MS))
                .bind("limit", limit)
                .map((row, context) -> new Due(row.getString(1), row.getTimestamp(2).getTime(),
                        ZoneId.of(row.getString(3))))
                .list();
    }

    /** Sums up quarters from what they are made of. */
    static void sumQuarters(Handle handle, List<Due> quarters) {
        handle.createUpdate("INSERT INTO energy_quarter (meter_id, from_at, " + SUMS + ") SELECT meter_id, from_at, "
                + SUMS
                + " FROM (SELECT meter, to_timestamp(ms / 1000) FROM unnest(:meters, :quarters) AS q (meter, ms)) "
                + "AS d (meter_id, from_at) " + FROM_READINGS + replaceSums("meter_id, from_at"))
                .bindArray("meters", String.class, quarters.stream().map(Due::meterId).toArray())
                .bindArray("quarters", Long.class, quarters.stream().map(Due::fromMs).toArray()).execute();
    }

    /** Sums up days from their quarters. */
    static void sumDays(Handle handle, Collection<Day> days) {
        handle.createUpdate("INSERT INTO energy_day (meter_id, day, " + SUMS
                + """
                        )
                        SELECT d.meter_id, d.day, sum(export_uwh), sum(import_uwh), sum(minted_uwh), sum(burned_uwh), sum(readings),
                            sum(held)
                        FROM unnest(:meters, :days, :begins, :ends) AS d (meter_id, day, begin_at, end_at)
                        JOIN energy_quarter q ON q.meter_id = d.meter_id AND from_at >= begin_at AND from_at < end_at
                        GROUP BY d.meter_id, d.day"""
                + replaceSums("meter_id, day"))
                .bindArray("meters", String.class, days.stream().map(Day::meterId).toArray())
                .bindArray("days", LocalDate.class, days.stream().map(Day::date).toArray())
                .bindArray("begins", OffsetDateTime.class, days.stream().map(Day::begin).toArray())
                .bindArray("ends", OffsetDateTime.class, days.stream().map(Day::end).toArray()).execute();
    }

    private static String replaceSums(String key) {
        return " ON CONFLICT (" + key + """
                ) DO UPDATE SET export_uwh = excluded.export_uwh, import_uwh = excluded.import_uwh,
                    minted_uwh = excluded.minted_uwh, burned_uwh = excluded.burned_uwh, readings = excluded.readings,
                    held = excluded.held""";
    }

    /** A meter's quarters that begin in [from, to), those that are to be summed up anew from what they are made of. */
    static List<EnergyRow> quarters(Handle handle, String meterId, long fromMs, long toMs) {
        return handle.createQuery(QUARTERS).bind("meter", meterId).bind("from", time(fromMs))
                .bind("to", time(toMs)).map((row, context) -> {
                    long beginMs = row.getTimestamp(1).getTime();
                    return row(row, beginMs, beginMs + QUARTER_MS);
                }).list();
    }

    /** A meter's days from {@code first} on, before {@code end}, as they were summed up. */
    static List<EnergyRow> days(Handle handle, String meterId, ZoneId zone, LocalDate first, LocalDate end) {
        return handle.createQuery(DAYS).bind("meter", meterId).bind("first", first).bind("end", end)
                .map((row, context) -> {
                    Day day = new Day(meterId, row.getObject(1, LocalDate.class), zone);
                    return row(row, ms(day.begin()), ms(day.end()));
                }).list();
    }

    /** The beginnings of a meter's quarters in [from, to) that are to be summed up anew. */
    static List<Due> dueOf(Handle handle, String meterId, ZoneId zone, long fromMs, long toMs) {
        return handle.createQuery("""
                SELECT from_at FROM rollup_due WHERE meter_id = :meter AND from_at >= :from AND from_at < :to""")
                .bind("meter", meterId).bind("from", time(fromMs)).bind("to", time(toMs))
                .map((row, context) -> new Due(meterId, row.getTimestamp(1).getTime(), zone)).list();
    }

    private static EnergyRow row(ResultSet row, long fromMs, long toMs) throws SQLException {
        return new EnergyRow(fromMs, toMs, row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5),
                row.getLong(6), row.getLong(7));
    }

    static long ms(OffsetDateTime time) {
        return time.toInstant().toEpochMilli();
    }

    private static OffsetDateTime time(long ms) {
        return OffsetDateTime.ofInstant(Instant.ofEpochMilli(ms), ZoneOffset.UTC);
    }
}
