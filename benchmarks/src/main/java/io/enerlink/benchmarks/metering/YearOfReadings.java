package io.enerlink.benchmarks.metering;

import io.enerlink.settlement.metering.EnergyHistory;
import io.enerlink.settlement.metering.Rollups;
import io.enerlink.benchmarks.report.Scores;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** A year of one meter's readings, made in the database, summed up, and asked for. */
final class YearOfReadings {
    private static final long FROM_MS = Instant.parse("2025-01-01T00:00:00Z").toEpochMilli();
    private static final long TO_MS = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();
    private static final long MONTH_MS = TimeUnit.DAYS.toMillis(31);
    private static final int DAYS = 365;
    private static final int ROUNDS = 50;
    private static final int WARM_UP = 20;

    private final Rig rig;
    private final EnergyHistory history;
    private final String meterId;
    private final String owner;

    /** @param site whose meter has had no readings in that year */
    YearOfReadings(Rig rig, String site, int stepS) {
        this.rig = rig;
        history = new EnergyHistory(rig.database);
        String[] row = rig.database.jdbi().withHandle(handle -> handle
                .createQuery("SELECT meter_id, owner FROM meter WHERE site = :site").bind("site", site)
                .map((found, context) -> new String[]{found.getString(1), found.getString(2)}).one());
        meterId = row[0];
        owner = row[1];
        fill(stepS);
    }

    /** One reading every so often that exported 1 µWh; a report that minted 1 µWh every quarter. */
    private void fill(int stepS) {
        rig.database.jdbi().useTransaction(handle -> {
            handle.createUpdate("SELECT create_partitions('reading', 'month', '2025-01-01Z', '2026-01-02Z')").execute();
            handle.createUpdate(
                    """
                            INSERT INTO reading (meter_id, boot, timestamp_ms, received_at, sampled_at, estimated, epoch, status,
                                export_uwh, import_uwh, export_delta_uwh, import_delta_uwh, payload_hash)
                            SELECT :meter, 1, extract(epoch FROM at)::BIGINT * 1000, at, at, false, 1, 'BASELINE', 0, 0, 1, 0,
                                '0x0000000000000000000000000000000000000000000000000000000000000000'
                            FROM generate_series('2025-01-01Z'::TIMESTAMPTZ + :step * INTERVAL '1 s', '2026-01-01Z',
                                :step * INTERVAL '1 s') AS at""")
                    .bind("meter", meterId).bind("step", stepS).execute();
            handle.createUpdate(
                    """
                            INSERT INTO settlement_report (transaction_id, ordinal, meter_id, epoch, export_uwh, import_uwh,
                                readings_root, state, minted_uwh, burned_uwh, created_at)
                            SELECT 'year', n, :meter, 1, n, 0, '0x', 'FINAL', 1, 0, '2025-01-01Z'::TIMESTAMPTZ + n * INTERVAL '15 min'
                            FROM generate_series(0, 365 * 96 - 1) n""")
                    .bind("meter", meterId).execute();
            handle.createUpdate("""
                    INSERT INTO rollup_due SELECT :meter, at FROM generate_series('2025-01-01Z'::TIMESTAMPTZ,
                        '2025-12-31 23:45Z', INTERVAL '15 min') at ON CONFLICT DO NOTHING""").bind("meter", meterId)
                    .execute();
        });
        rig.database.jdbi().useHandle(handle -> handle.execute("ANALYZE"));
    }

    /** @return quarters summed up a second */
    double sumUp() {
        long beginNs = System.nanoTime();
        int quarters = new Rollups(rig.database).run(System.currentTimeMillis());
        return quarters * 1e9 / (System.nanoTime() - beginNs);
    }

    /** The year by days, in ms. The answer is checked. */
    Scores days(int stepS) {
        EnergyHistory.Rows rows = rows(EnergyHistory.Step.DAY, FROM_MS);
        long exported = rows.rows().stream().mapToLong(row -> row.exportUwh()).sum();
        if (rows.rows().size() != DAYS || exported != TimeUnit.DAYS.toSeconds(DAYS) / stepS)
            throw new IllegalStateException(rows.rows().size() + " days, " + exported + " µWh");
        return time(() -> rows(EnergyHistory.Step.DAY, FROM_MS));
    }

    /** The last month by quarters, in ms. */
    Scores quarters() {
        return time(() -> rows(EnergyHistory.Step.QUARTER, TO_MS - MONTH_MS));
    }

    /** A page of single readings, in ms. */
    Scores readings() {
        return time(() -> history.readings(owner, meterId, 0, 100).orElseThrow());
    }

    private EnergyHistory.Rows rows(EnergyHistory.Step step, long fromMs) {
        return history.rows(owner, meterId, step, fromMs, TO_MS).orElseThrow();
    }

    private static Scores time(Supplier<?> query) {
        Scores ms = new Scores();
        for (int i = -WARM_UP; i < ROUNDS; i++) {
            long beginNs = System.nanoTime();
            query.get();
            if (i >= 0) ms.add((System.nanoTime() - beginNs) / 1e6);
        }
        return ms;
    }
}
