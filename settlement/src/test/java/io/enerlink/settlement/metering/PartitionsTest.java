package io.enerlink.settlement.metering;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import io.enerlink.settlement.TestDatabase;
import io.enerlink.settlement.store.Database;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatements;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What devices say, by the time it was received: moved, created, dropped, found again. */
class PartitionsTest {
    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();
    private static final String OWNER = "0x00000000000000000000000000000000000000a1";
    private static final Meter METER = Meter.periodic("home", OWNER, 10_000);
    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MILLIS);

    private static void read(Instant at, long exportWh) {
        String payload = """
                {"timestamp": %d, "export": {"total_energy_wh": %d}, "import": {"total_energy_wh": 0}}"""
                .formatted(at.toEpochMilli(), exportWh);
        new MessageStore(DATABASE.get()).store(List.of(new MessageStore.Arrived("home/energy-monitor/sensors",
                payload.getBytes(StandardCharsets.UTF_8), at.toEpochMilli())));
    }

    private static void live(Instant at) {
        new MessageStore(DATABASE.get()).store(List.of(new MessageStore.Arrived("home/energy-monitor/heartbeat",
                Samples.HEARTBEAT.getBytes(StandardCharsets.UTF_8), at.toEpochMilli())));
    }

    private static void register() {
        DATABASE.get().jdbi().useTransaction(handle -> MeterTable.insert(handle, METER, MeterState.UNHEARD));
    }

    @Test
    void whatFellIntoTheDefaultMovesIntoThePartitionThatIsCreatedForIt() {
        register();
        Partitions partitions = new Partitions(DATABASE.get(), Keep.DEFAULT);
        read(NOW, 1);
        assertEquals(1, count("SELECT count(*) FROM reading_default"));
        assertTrue(partitions.create(NOW.toEpochMilli()) >= 15);
        read(NOW.plusSeconds(3_600), 2);
        for (String table : List.of("reading", "reading_detail")) {
            assertEquals(0, count("SELECT count(*) FROM " + table + "_default"), table);
            assertEquals(2, count("SELECT count(*) FROM " + table), table);
        }
        assertEquals(1_000_000, count("SELECT sum(export_delta_uwh) FROM reading"));
        assertEquals(0, partitions.create(NOW.toEpochMilli()));
        read(NOW, 1); // once more, from another partition than it was stored in first
        assertEquals(1, count("SELECT messages FROM refusal_count WHERE refusal = 'DUPLICATE'"));
    }

    @Test
    void whatHasHadItsTimeIsDroppedUnlessAReadingOfThenIsNotSettled() {
        register();
        Partitions partitions = new Partitions(DATABASE.get(),
                new Keep(Duration.ofDays(30), Duration.ofDays(60), Duration.ofDays(30)));
        for (String day : List.of("2026-03-11", "2026-03-12", "2026-09-29", "2026-09-30")) { // the first two of one week
            Instant then = Instant.parse(day + "T12:00:00Z");
            partitions.create(then.toEpochMilli());
            read(then, then.getEpochSecond() / 1_000);
            live(then);
        }
        long nowMs = Instant.parse("2026-09-30T12:00:01Z").toEpochMilli();
        assertEquals(0, partitions.drop(nowMs), "nothing is settled");
        assertEquals(4, count("SELECT count(*) FROM message_log"));
        DATABASE.get().jdbi().useHandle(handle -> handle
                .execute("UPDATE meter_epoch SET final_export_uwh = export_uwh, final_import_uwh = import_uwh"));
        assertTrue(partitions.drop(nowMs) > 0);
        assertEquals(2, count("SELECT count(*) FROM message_log"));
        assertEquals(2, count("SELECT count(*) FROM reading_detail"));
        assertEquals(4, count("SELECT count(*) FROM reading"), "which audit and proofs need");
        assertEquals(0, partitions.drop(nowMs));
        assertThrows(IllegalArgumentException.class,
                () -> new Keep(Duration.ofDays(6), Duration.ofDays(60), Duration.ofDays(30)));
    }

    /** A year told from the sums: a plan that reads its single readings would take seconds. */
    @Test
    void historyIsReadFromSumsAndByIndexes() {
        register();
        DATABASE.get().jdbi().useHandle(handle -> {
            handle.createUpdate("SELECT create_partitions('reading', 'month', '2025-01-01Z', '2026-01-01Z')")
                    .execute();
            handle.createUpdate(
                    """
                            INSERT INTO reading (meter_id, boot, timestamp_ms, received_at, sampled_at, estimated, epoch, status,
                                export_uwh, import_uwh, export_delta_uwh, import_delta_uwh, payload_hash)
                            SELECT :meter, 1, n, at, at, false, 1, 'ACCEPTED', n, 0, 1, 0, '0x'
                            FROM generate_series(1, 17520) n, LATERAL (SELECT '2025-01-01Z'::TIMESTAMPTZ + n * INTERVAL '30 min' AS at) t""")
                    .bind("meter", METER.meterId()).execute();
            handle.createUpdate(
                    """
                            INSERT INTO rollup_due SELECT meter_id, reading_quarter(counted_at) FROM reading ON CONFLICT DO NOTHING""")
                    .execute();
        });
        new Rollups(DATABASE.get()).run(NOW.toEpochMilli());
        read(NOW, 1);
        DATABASE.get().jdbi().useHandle(handle -> { // among others: of one meter alone a table is as well read from end to end
            handle.execute("INSERT INTO energy_day SELECT 'meter ' || n, day, 1, 0, 0, 0, 1, 0 FROM energy_day, "
                    + "generate_series(1, 99) n");
            handle.execute("INSERT INTO energy_quarter SELECT 'meter ' || n, from_at, 1, 0, 0, 0, 1, 0 "
                    + "FROM energy_quarter, generate_series(1, 9) n");
            handle.execute("ANALYZE");
        });
        String days = plan(RollupTable.DAYS);
        assertTrue(days.contains("energy_day_pkey") && !days.contains(" on reading"), days);
        String quarters = plan(RollupTable.QUARTERS);
        assertTrue(quarters.contains("energy_quarter_pkey") && quarters.contains("rollup_due_pkey"), quarters);
        assertTrue(quarters.contains("meter_id_counted_at_idx"), quarters);
        assertFalse(quarters.contains("Seq Scan on reading_20"), quarters); // the default one has a single row
        List<EnergyRow> rows = new EnergyHistory(DATABASE.get()).rows(OWNER, METER.meterId(), EnergyHistory.Step.DAY,
                Instant.parse("2025-01-01T00:00:00Z").toEpochMilli(),
                Instant.parse("2026-01-01T00:00:00Z").toEpochMilli()).orElseThrow().rows();
        assertEquals(365, rows.size());
        assertTrue(rows.stream().allMatch(row -> row.exportUwh() == 48 && row.readings() == 48), rows::toString);
    }

    private static String plan(String query) {
        List<String> lines = DATABASE.get().jdbi().withHandle(handle -> handle.createQuery("EXPLAIN " + query)
                .bind("meter", METER.meterId()).bind("from", Instant.parse("2025-01-01T00:00:00Z"))
                .bind("to", Instant.parse("2026-01-01T00:00:00Z")).bind("first", LocalDate.of(2025, 1, 1))
                .bind("end", LocalDate.of(2026, 1, 1))
                .configure(SqlStatements.class, statements -> statements.setUnusedBindingAllowed(true))
                .mapTo(String.class).list());
        return String.join("\n", lines);
    }

    /** The schema as it was before there were partitions, filled, and then opened by this program. */
    @Test
    void aFilledDatabaseOfBeforeIsMovedIntoPartitions(@TempDir Path folder) throws Exception {
        String url = DATABASE.url().replaceFirst("/test[0-9]+", "/before");
        DATABASE.get().jdbi().useHandle(handle -> handle.execute("CREATE DATABASE before"));
        for (String name : List.of("V1__chain.sql", "V2__metering.sql", "V20__meters.sql"))
            try (InputStream script = Database.class.getResourceAsStream("/db/migration/" + name)) {
                Files.copy(script, folder.resolve(name));
            }
        Flyway.configure().dataSource(url, null, null).locations("filesystem:" + folder).load().migrate();
        Jdbi.create(url)
                .useHandle(handle -> handle
                        .createScript(
                                """
                                        INSERT INTO meter (meter_id, site, owner, capacity_w, policy, threshold_uwh, units, zone, state)
                                            VALUES ('0xa', 'home', '0xb', 10000, 'PERIODIC', 0, 'MILLI', 'Asia/Jakarta', '{}');
                                        INSERT INTO settlement_report (transaction_id, ordinal, meter_id, epoch, export_uwh, import_uwh, readings_root,
                                            state, minted_uwh, burned_uwh) VALUES ('t', 0, '0xa', 1, 3, 0, '0x', 'FINAL', 2, 0);
                                        INSERT INTO reading (meter_id, boot, timestamp_ms, received_at, sampled_at, estimated, epoch, status, export_uwh,
                                            import_uwh, export_delta_uwh, import_delta_uwh, payload_hash, payload, report_id, raw)
                                            SELECT '0xa', 1, n, at, at, true, 1, CASE n WHEN 1 THEN 'BASELINE' WHEN 200 THEN 'HELD' ELSE 'ACCEPTED' END, n,
                                                0, CASE n WHEN 1 THEN 0 ELSE 1 END, 0, '0x' || n, '{"load": {"power": 994.8}}',
                                                CASE WHEN n BETWEEN 2 AND 3 THEN 1 END, CASE WHEN n > 1 THEN 'raw'::BYTEA END
                                            FROM generate_series(1, 200) n,
                                                LATERAL (SELECT '2026-01-01Z'::TIMESTAMPTZ + n * INTERVAL '1 day' AS at) t;
                                        INSERT INTO refused_message (topic, payload, size, refusal, detail, received_at)
                                            VALUES ('nobody/energy-monitor/sensors', '', 0, 'UNKNOWN_METER', 'nobody', '2026-02-03Z');
                                        INSERT INTO heartbeat (meter_id, received_at, uptime_ms, status, payload)
                                            VALUES ('0xa', '2026-02-03Z', 1, 'alive', '{}');
                                        INSERT INTO status_snapshot (meter_id, received_at, payload) VALUES ('0xa', '2026-02-03Z', '{"grid": {}}');
                                        """)
                        .executeAsSeparateStatements());
        try (Database database = Database.open(url)) {
            Jdbi jdbi = database.jdbi();
            assertEquals(200, count(jdbi, "SELECT count(*) FROM reading"));
            assertEquals(0, count(jdbi, "SELECT count(*) FROM reading_default"));
            assertEquals(28, count(jdbi, "SELECT count(*) FROM reading_2026_02"));
            assertEquals(200,
                    count(jdbi, "SELECT sum((payload->'load'->>'power' = '994.8')::int) FROM reading_detail"));
            assertEquals(199, count(jdbi, """
                    SELECT count(*) FROM message_log JOIN reading USING (reading_id)
                    WHERE payload = 'raw' AND topic = 'home/energy-monitor/sensors'"""));
            assertEquals(1, count(jdbi, "SELECT count(*) FROM refused_message WHERE refusal = 'UNKNOWN_METER'"));
            assertEquals(1, count(jdbi, "SELECT count(*) FROM heartbeat_2026_02"));
            assertEquals(1, count(jdbi, "SELECT count(*) FROM status_snapshot_2026_02"));
            assertEquals(2, count(jdbi, "SELECT count(*) FROM reading WHERE report_id = 1"));
            assertEquals(201, count(jdbi, "SELECT nextval('reading_reading_id_seq')"));
            assertEquals(200, new Rollups(database).run(NOW.toEpochMilli()));
            List<EnergyRow> rows = new EnergyHistory(database).rows("0xb", "0xa", EnergyHistory.Step.DAY, 0,
                    NOW.plus(Duration.ofDays(2)).toEpochMilli()).orElseThrow().rows();
            assertEquals(199, rows.stream().mapToLong(EnergyRow::exportUwh).sum());
            assertEquals(2, rows.stream().mapToLong(EnergyRow::mintedUwh).sum());
            assertEquals(1, rows.stream().mapToLong(EnergyRow::held).sum());
            assertEquals(LocalDate.of(2026, 1, 1).plusDays(1).atTime(0, 0).toInstant(ZoneOffset.ofHours(7))
                    .toEpochMilli(), rows.getFirst().fromMs());
        }
    }

    private static long count(String sql) {
        return count(DATABASE.get().jdbi(), sql);
    }

    private static long count(Jdbi jdbi, String sql) {
        return jdbi.withHandle(handle -> handle.createQuery(sql).mapTo(Long.class).one());
    }
}
