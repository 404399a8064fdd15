package io.enerlink.settlement.metering;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.enerlink.settlement.Await;
import io.enerlink.settlement.TestDatabase;
import io.enerlink.settlement.device.Battery;
import io.enerlink.settlement.device.HouseProfile;
import io.enerlink.settlement.device.Mischief;
import io.enerlink.settlement.device.Nem12Profile;
import io.enerlink.settlement.device.Profile;
import io.enerlink.settlement.device.SimulatedMeter;
import io.enerlink.settlement.device.SimulatedMeterConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a meter does wrong, what it counted is credited to the µWh: by a real broker into a real database. */
class SimulatedMeterTest {
    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();
    private static final String SAID = "SELECT count(*) FROM "
            + "(SELECT convert_from(raw, 'UTF8')::jsonb AS said FROM reading_detail) d";
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int SPEED = 600;
    private static final Profile HOME = new HouseProfile(1, 5_000, 400);
    @RegisterExtension
    final TestIngest ingest = new TestIngest(DATABASE, 10_000L * SPEED, Duration.ofSeconds(5));
    @TempDir
    Path folder;

    private SimulatedMeter meter(Profile profile, Mischief mischief) {
        return SimulatedMeter.start(SimulatedMeterConfig.of(ingest.broker().host(), ingest.broker().port(), "home")
                .atSpeed(SPEED, Duration.ofMillis(50)).from(Duration.ofHours(10)).doing(mischief), profile,
                folder.resolve("home.json"));
    }

    /** Runs a meter that misbehaves until that shows, and then one that does not, to hear what it counted in the end. */
    private void misbehave(Mischief mischief, String shown) throws IOException {
        SimulatedMeter meter = meter(HOME, mischief);
        try (meter) {
            Await.until(mischief + " shows", LIMIT, () -> count("SELECT count(*) FROM reading") > 20
                    && count(shown) > 0);
        }
        creditsWhatWasCounted();
    }

    private void creditsWhatWasCounted() throws IOException {
        long last = count("SELECT count(*) FROM reading");
        SimulatedMeter meter = meter(HOME, Mischief.NONE);
        try (meter) {
            Await.until("it is heard again", LIMIT, () -> count("SELECT count(*) FROM reading") > last + 5);
        }
        JsonNode total = counted().path("total");
        Await.until("all is credited", LIMIT, () -> total.path("exportUwh").asLong() == count("""
                SELECT sum(export_delta_uwh) + (SELECT min(baseline_export_uwh) FROM meter_epoch) FROM reading""")
                && total.path("importUwh").asLong() == count("""
                        SELECT sum(import_delta_uwh) + (SELECT min(baseline_import_uwh) FROM meter_epoch)
                        FROM reading"""));
        assertTrue(total.path("exportUwh").asLong() > 0);
        assertEquals(1, count("SELECT count(*) FROM meter_epoch"));
    }

    private JsonNode counted() throws IOException {
        return new ObjectMapper().readTree(Files.readString(folder.resolve("home.json")));
    }

    @Test
    void rebootsAndGoesOnCounting() throws IOException {
        misbehave(new Mischief(Duration.ofMillis(700), false, 0, 0, 0, 0, 1),
                "SELECT count(*) FROM reading WHERE boot > 2");
    }

    @Test
    void saysItTwice() throws IOException {
        misbehave(new Mischief(null, false, 50, 0, 0, 0, 1),
                "SELECT sum(messages) FROM refusal_count WHERE refusal = 'DUPLICATE'");
        assertEquals(0, count("SELECT count(*) FROM meter_flag"));
    }

    @Test
    void saysItInAnotherOrder() throws IOException {
        misbehave(new Mischief(null, false, 0, 30, 0, 0, 1), "SELECT count(*) FROM reading WHERE status = 'LATE'");
    }

    @Test
    void saysFarTooMuchAndIsHeldForIt() throws IOException {
        SimulatedMeter honest = meter(HOME, Mischief.NONE);
        try (honest) { // of the first message that is heard nobody can say that it is too much
            Await.until("it is known", LIMIT, () -> count("SELECT count(*) FROM reading") > 1);
        }
        misbehave(new Mischief(null, false, 0, 0, 20, 0, 1), "SELECT count(*) FROM reading WHERE status = 'HELD'");
        assertEquals(1, count("SELECT count(*) FROM meter_flag WHERE reason = 'HELD'"));
        assertTrue(count("SELECT max(export_delta_uwh) FROM reading") < 900_000_000_000L);
    }

    @Test
    void hasAClockThatIsFast() throws IOException {
        misbehave(new Mischief(null, false, 0, 0, 0, 400_000, 1), """
                SELECT count(*) FROM reading a JOIN reading b USING (meter_id, boot)
                WHERE (b.timestamp_ms - a.timestamp_ms) * 10
                    > 12 * extract(epoch FROM b.received_at - a.received_at) * 1000 + 2000""");
        assertEquals(0, count("SELECT count(*) FROM reading WHERE status = 'HELD'"));
    }

    @Test
    void losesResetsThatItSaidItObeyedAndCountsOn() throws IOException {
        SimulatedMeter meter = meter(HOME, new Mischief(null, true, 0, 0, 0, 0, 1));
        try (meter) {
            Await.until("it is heard", LIMIT, () -> count("SELECT max(export_uwh) FROM reading") > 0);
            obeys(DeviceCommand.settlementReset());
            obeys(DeviceCommand.energyReset(DeviceCommand.Counter.ALL));
            long until = count("SELECT count(*) FROM reading") + 5;
            Await.until("it goes on", LIMIT, () -> count("SELECT count(*) FROM reading") > until);
        }
        assertEquals(0,
                count(SAID + " WHERE said->'export'->>'settlement_energy_wh' <> said->'export'->>'total_energy_wh'"));
        creditsWhatWasCounted();
    }

    @Test
    void obeysResetsAndIsCreditedForWhatItCountedBetweenThem() throws IOException {
        SimulatedMeter meter = meter(HOME, Mischief.NONE);
        try (meter) {
            Await.until("it is heard", LIMIT, () -> count("SELECT max(export_uwh) FROM reading") > 0);
            obeys(DeviceCommand.settlementReset());
            Await.until("its settlement counters fell", LIMIT, () -> count(SAID + " " + """
                    WHERE (said->'export'->>'settlement_energy_wh')::numeric
                       < (said->'export'->>'total_energy_wh')::numeric""") > 0);
            assertEquals(1, count("SELECT count(*) FROM meter_epoch"));
            obeys(DeviceCommand.energyReset(DeviceCommand.Counter.ALL));
            Await.until("its registers fell", LIMIT, () -> count("SELECT count(*) FROM meter_epoch") == 2);
        }
        assertEquals(0, count("""
                SELECT (SELECT sum(export_uwh - baseline_export_uwh) FROM meter_epoch)
                    - (SELECT sum(export_delta_uwh) FROM reading)"""));
        assertEquals(1, count("SELECT count(*) FROM meter_flag WHERE reason = 'COUNTER_RESTARTED'"));
    }

    /** What it counted when it was told to reset, long after its last message and before the next. */
    @Test
    void saysWhatItCountedBeforeItIsSwitchedOff() throws IOException {
        SimulatedMeterConfig seldom = SimulatedMeterConfig.of(ingest.broker().host(), ingest.broker().port(), "home")
                .atSpeed(SPEED, Duration.ofSeconds(2)).from(Duration.ofHours(10));
        SimulatedMeter meter = SimulatedMeter.start(seldom, HOME, folder.resolve("home.json"));
        try (meter) {
            Await.until("it is heard", LIMIT, () -> count("SELECT max(export_uwh) FROM reading") > 0);
            obeys(DeviceCommand.settlementReset());
        }
        long countedUwh = counted().path("total").path("exportUwh").asLong();
        Await.until("all is said", LIMIT, () -> count("SELECT max(export_uwh) FROM reading") == countedUwh);
    }

    private void obeys(DeviceCommand command) {
        String correlation = ingest.commands().send("home", command);
        Await.until(command + " is acknowledged", LIMIT,
                () -> ingest.commands().state(correlation).equals(Optional.of(CommandState.ACKNOWLEDGED)));
    }

    @Test
    void aHomeWithoutABatterySpeaksOfNoneAndNoneIsDiscovered() {
        String withBattery = SAID + " WHERE jsonb_exists(said, 'battery')";
        String discovered = "SELECT count(*) FROM meter WHERE 'battery' = ANY(capabilities)";
        SimulatedMeter without = meter(HOME, Mischief.NONE);
        try (without) {
            Await.until("it is heard", LIMIT, () -> count("SELECT max(export_uwh) FROM reading") > 0);
        }
        assertEquals(0, count(withBattery));
        assertEquals(0, count(discovered));
        SimulatedMeterConfig withOne = SimulatedMeterConfig.of(ingest.broker().host(), ingest.broker().port(), "home")
                .atSpeed(SPEED, Duration.ofMillis(50)).with(new Battery(2_000, 500, 90));
        SimulatedMeter with = SimulatedMeter.start(withOne, HOME, folder.resolve("other.json"));
        try (with) {
            Await.until("it is heard", LIMIT, () -> count(withBattery) > 0 && count(discovered) == 1);
        }
    }

    @Test
    void replaysAPlainFileAtAnySpeedToTheMicrowattHour() throws IOException {
        Path file = Files.writeString(folder.resolve("week.csv"),
                "export,import\n0.1,0\n0.000000001,0.25\n0,0.3\n1.5,0.000000007\n");
        Profile week = Nem12Profile.read(file);
        SimulatedMeter meter = meter(week, Mischief.NONE);
        try (meter) {
            Await.until("it went through the file", LIMIT, () -> count("SELECT max(export_uwh) FROM reading") > 5e9);
        }
        long simulatedMs = counted().path("simulatedMs").asLong();
        long exportUwh = 0;
        long importUwh = 0;
        long fromMs = Duration.ofHours(10).toMillis();
        for (long step = fromMs / Profile.STEP_MS; step < simulatedMs / Profile.STEP_MS; ++step) {
            exportUwh += week.step(step).exportUwh();
            importUwh += week.step(step).importUwh();
        }
        Profile.Step begun = week.step(simulatedMs / Profile.STEP_MS);
        exportUwh += begun.exportUwh() * (simulatedMs % Profile.STEP_MS) / Profile.STEP_MS;
        importUwh += begun.importUwh() * (simulatedMs % Profile.STEP_MS) / Profile.STEP_MS;
        assertEquals(List.of(exportUwh, importUwh), List.of(counted().path("total").path("exportUwh").asLong(),
                counted().path("total").path("importUwh").asLong()));
    }

    @Test
    void takesFromTheGridOnlyOrNothingAsItIsTold() {
        SimulatedMeter meter = meter(HOME, Mischief.NONE);
        try (meter) {
            Await.until("it exports", LIMIT, () -> meter.exportUwh() > 0);
            obeys(DeviceCommand.grid(DeviceCommand.GridMode.IMPORT));
            standsStill(meter);
            obeys(DeviceCommand.grid(DeviceCommand.GridMode.EXPORT));
            long exportUwh = meter.exportUwh();
            Await.until("it exports again", LIMIT, () -> meter.exportUwh() > exportUwh);
            obeys(DeviceCommand.relay(false));
            standsStill(meter);
        }
    }

    private void standsStill(SimulatedMeter meter) {
        long exportUwh = meter.exportUwh();
        long until = count("SELECT count(*) FROM reading") + 5;
        Await.until("it goes on", LIMIT, () -> count("SELECT count(*) FROM reading") > until);
        assertEquals(exportUwh, meter.exportUwh());
    }

    private static long count(String sql) {
        return DATABASE.get().jdbi().withHandle(
                handle -> handle.createQuery("SELECT coalesce((" + sql + "), 0)").mapTo(Long.class).one());
    }
}
