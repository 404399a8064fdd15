package io.enerlink.settlement.metering;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import io.enerlink.settlement.TestDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What owners are told of the past, before and after it was summed up. */
class EnergyHistoryTest {
    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();
    private static final String OWNER = "0x00000000000000000000000000000000000000a1";
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final long QUARTER_MS = RollupTable.QUARTER_MS;
    private static final long HOUR_MS = 4 * QUARTER_MS;
    private static final Meter METER = new Meter("home", OWNER, 10_000, Policy.PERIODIC, DeviceModel.REFERENCE, BERLIN,
            1);
    private static final String ID = METER.meterId();

    private MessageStore store;
    private Rollups rollups;
    private EnergyHistory history;
    private long bootMs;

    @BeforeEach
    void register() {
        store = new MessageStore(DATABASE.get());
        rollups = new Rollups(DATABASE.get());
        history = new EnergyHistory(DATABASE.get());
        DATABASE.get().jdbi().useTransaction(handle -> MeterTable.insert(handle, METER, MeterState.UNHEARD));
    }

    /** Registers read at a time, in µWh. */
    private void read(long atMs, long exportUwh, long importUwh, long receivedMs) {
        String payload = """
                {"timestamp": %d, "export": {"total_energy_wh": %s}, "import": {"total_energy_wh": %s}}"""
                .formatted(atMs - bootMs, wh(exportUwh), wh(importUwh));
        store.store(List.of(new MessageStore.Arrived("home/energy-monitor/sensors",
                payload.getBytes(StandardCharsets.UTF_8), receivedMs)));
    }

    private void read(long atMs, long exportUwh, long importUwh) {
        read(atMs, exportUwh, importUwh, atMs + 500);
    }

    private static String wh(long uwh) {
        return java.math.BigDecimal.valueOf(uwh, 6).toPlainString();
    }

    private List<EnergyRow> rows(EnergyHistory.Step step, long fromMs, long toMs) {
        return history.rows(OWNER, ID, step, fromMs, toMs).orElseThrow().rows();
    }

    private List<EnergyRow> days(ZonedDateTime from, ZonedDateTime to) {
        return rows(EnergyHistory.Step.DAY, from.toInstant().toEpochMilli(), to.toInstant().toEpochMilli());
    }

    private static ZonedDateTime berlin(int month, int day) {
        return ZonedDateTime.of(2026, month, day, 0, 0, 0, 0, BERLIN);
    }

    @Test
    void aDayOfTheMetersZoneHasTwentyThreeOrTwentyFiveHoursWhereTheClockIsChanged() {
        for (ZonedDateTime at = berlin(3, 28); !at.isAfter(berlin(3, 31)); at = at.plusHours(1))
            read(at.toInstant().toEpochMilli(), 1 + hours(berlin(3, 28), at) * 1_000_003, 0);
        for (ZonedDateTime at = berlin(10, 24); !at.isAfter(berlin(10, 27)); at = at.plusHours(1))
            read(at.toInstant().toEpochMilli(), 100_000_000, 1 + hours(berlin(10, 24), at) * 1_000_003);
        for (int i = 0; i < 2; ++i) {
            List<EnergyRow> spring = days(berlin(3, 28), berlin(3, 31));
            assertEquals(List.of(24L, 23L, 24L), spring.stream().map(EnergyHistoryTest::hours).toList());
            assertEquals(List.of(24 * 1_000_003L, 23 * 1_000_003L, 24 * 1_000_003L),
                    spring.stream().map(EnergyRow::exportUwh).toList());
            assertEquals(List.of(24L, 23L, 24L), spring.stream().map(EnergyRow::readings).toList());
            List<EnergyRow> autumn = days(berlin(10, 24), berlin(10, 27));
            assertEquals(List.of(24L, 25L, 24L), autumn.stream().map(EnergyHistoryTest::hours).toList());
            assertEquals(List.of(24 * 1_000_003L, 25 * 1_000_003L, 24 * 1_000_003L),
                    autumn.stream().map(EnergyRow::importUwh).toList());
            assertEquals(i == 0, rollups.run(Long.MAX_VALUE / 2_000_000) > 0); // once, then again from the sums
        }
    }

    private static long hours(ZonedDateTime from, ZonedDateTime to) {
        return Duration.between(from, to).toHours();
    }

    private static long hours(EnergyRow row) {
        return (row.toMs() - row.fromMs()) / HOUR_MS;
    }

    @Test
    void aRegisterReadAtTheEndOfAQuarterTellsOfThatQuarter() {
        long begin = berlin(6, 1).toInstant().toEpochMilli();
        read(begin, 0, 0);
        read(begin + QUARTER_MS, 7, 0);
        read(begin + QUARTER_MS + 1, 12, 3);
        List<EnergyRow> rows = rows(EnergyHistory.Step.QUARTER, begin, begin + HOUR_MS);
        assertEquals(List.of(new EnergyRow(begin, begin + QUARTER_MS, 7, 0, 0, 0, 1, 0),
                new EnergyRow(begin + QUARTER_MS, begin + 2 * QUARTER_MS, 5, 3, 0, 0, 1, 0)), rows);
        rollups.run(begin + QUARTER_MS);
        assertEquals(2, count("SELECT count(*) FROM energy_quarter"), "the baseline's and the one that is over");
        assertEquals(rows, rows(EnergyHistory.Step.QUARTER, begin, begin + HOUR_MS));
    }

    /** Random readings, some of them late, in random turns with the job: told is at any time what the readings come to. */
    @Test
    void sumsAreThoseOfTheReadingsAtAnyTimeWhateverComesLate() {
        for (long seed = 1; seed <= 3; ++seed) {
            Random random = new Random(seed);
            long nowMs = berlin(7, 1).plusMonths(seed).toInstant().toEpochMilli();
            bootMs = nowMs - HOUR_MS; // a device without a clock is never too late to be counted
            long exportUwh = seed * 1_000_000_000L;
            List<Long> late = new ArrayList<>();
            for (int i = 0; i < 150; ++i) {
                nowMs += random.nextInt(1_200_000) + 1_000;
                if (random.nextInt(4) == 0) {
                    late.add(nowMs);
                    continue;
                }
                exportUwh += random.nextInt(1_000_000);
                read(nowMs, exportUwh, seed, nowMs + random.nextInt(2_000));
                if (random.nextInt(4) == 0 && !late.isEmpty())
                    read(late.remove(random.nextInt(late.size())), exportUwh += random.nextInt(2), seed, nowMs + 5_000);
                if (random.nextInt(3) == 0) rollups.run(nowMs);
                if (i % 10 == 0) assertToldIsWhatWasRead("seed " + seed + ", step " + i);
            }
            rollups.run(nowMs + HOUR_MS);
            assertEquals(0, count("SELECT count(*) FROM rollup_due"));
            assertToldIsWhatWasRead("seed " + seed);
            assertTrue(count("SELECT count(*) FROM reading WHERE status = 'LATE'") > 0);
        }
    }

    private void assertToldIsWhatWasRead(String when) {
        for (EnergyHistory.Step step : EnergyHistory.Step.values()) {
            List<EnergyRow> rows = rows(step, 0, Instant.parse("2030-01-01T00:00:00Z").toEpochMilli());
            assertEquals(count("SELECT sum(export_delta_uwh) FROM reading"),
                    rows.stream().mapToLong(EnergyRow::exportUwh).sum(), when);
            assertEquals(count("SELECT sum(import_delta_uwh) FROM reading"),
                    rows.stream().mapToLong(EnergyRow::importUwh).sum(), when);
            assertEquals(count("SELECT count(*) FROM reading"), rows.stream().mapToLong(EnergyRow::readings).sum(),
                    when);
        }
    }

    @Test
    void heldReadingsAreCountedUntilSomebodyDecidesAndTellTheirReason() {
        long begin = berlin(6, 1).toInstant().toEpochMilli();
        read(begin, 0, 0);
        read(begin + 10_000, 900_000_000_000L, 0);
        read(begin + 2 * HOUR_MS, 1, 0, begin + 20_000); // by a clock that is two hours ahead
        rollups.run(begin + HOUR_MS);
        List<EnergyRow> rows = days(berlin(6, 1), berlin(6, 2));
        assertEquals(List.of(2L), rows.stream().map(EnergyRow::held).toList());
        List<EnergyHistory.Raw> raw = history.readings(OWNER, ID, 0, 10).orElseThrow();
        assertEquals(List.of(ReadingStatus.CLOCK_OFF, ReadingStatus.HELD, ReadingStatus.BASELINE),
                raw.stream().map(EnergyHistory.Raw::status).toList());
        assertTrue(raw.get(1).isOpen() && raw.get(1).reason().startsWith("HELD at epoch 1"), raw.get(1).reason());
        assertTrue(raw.get(0).payload().contains("total_energy_wh"));
        new Review(DATABASE.get(), "tester").refuse(raw.get(1).readingId(), "cannot be");
        assertEquals(List.of(1L), days(berlin(6, 1), berlin(6, 2)).stream().map(EnergyRow::held).toList());
        assertEquals(List.of(raw.get(2)), history.readings(OWNER, ID, raw.get(1).readingId(), 10).orElseThrow());
    }

    @Test
    void othersAreToldNothing() {
        String other = OWNER.replace("a1", "a2");
        assertTrue(history.rows(other, ID, EnergyHistory.Step.DAY, 0, 1).isEmpty());
        assertTrue(history.readings(other, ID, 0, 1).isEmpty());
        assertTrue(history.rows(OWNER, "0x12", EnergyHistory.Step.DAY, 0, 1).isEmpty());
    }

    private static long count(String sql) {
        return DATABASE.get().jdbi().withHandle(handle -> handle.createQuery(sql).mapTo(Long.class).one());
    }
}
