package io.enerlink.settlement.metering;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;

import io.enerlink.settlement.TestDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What operators see and decide, with a real database. */
class ReviewTest {
    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();
    private static final String OWNER = "0x00000000000000000000000000000000000000a1";
    private static final long START_MS = System.currentTimeMillis();

    private MessageStore store;
    private Review review;
    private Enrolment enrolment;

    @BeforeEach
    void register() {
        store = new MessageStore(DATABASE.get());
        review = new Review(DATABASE.get(), "tester");
        enrolment = new Enrolment(DATABASE.get(), "tester");
        enrolment.enroll(Meter.periodic("home", OWNER, 5_000), "Ana", null);
    }

    /** Registers in Wh, as of so many seconds after the start. */
    private void hear(long sec, long exportWh) {
        hear("home", sec, "{\"timestamp\":" + (1_000 + sec) * 1_000 + ",\"export\":{\"total_energy_wh\":" + exportWh
                + "},\"import\":{\"total_energy_wh\":7}}");
    }

    private void hear(String site, long sec, String payload) {
        store.store(List.of(new MessageStore.Arrived(Topics.of(site, Topics.SENSORS),
                payload.getBytes(StandardCharsets.UTF_8), START_MS + sec * 1_000)));
    }

    private static long count(String sql) {
        return DATABASE.get().jdbi().withHandle(handle -> handle.createQuery(sql).mapTo(Long.class).one());
    }

    @Test
    void aHeldReadingThatIsReleasedIsCreditedByAnEntryOfItsOwn() {
        hear(0, 1_000);
        hear(10, 90_000);
        hear(20, 90_010);
        List<Review.HeldReading> held = review.held();
        assertEquals(List.of("HELD", "HELD"), held.stream().map(Review.HeldReading::reason).toList());
        assertEquals(List.of("HELD"), review.flagged().stream().map(Review.FlaggedMeter::reason).toList());
        assertEquals(new Energy(89_010_000_000L, 0), review.release(held.getLast().readingId(), "seen on site"));
        assertEquals(List.of(), review.held());
        assertEquals(List.of(), review.flagged());
        assertEquals(89_010_000_000L, count("SELECT sum(export_delta_uwh) FROM reading"));
        assertEquals(89_010_000_000L, count("SELECT export_uwh - baseline_export_uwh FROM meter_epoch"));
        assertEquals(2, count("SELECT count(*) FROM reading WHERE status = 'HELD' AND export_delta_uwh = 0"));
        assertEquals(1, count("SELECT count(*) FROM operator_action WHERE operator = 'tester' AND action = 'release'"
                + " AND reason = 'seen on site'"));
        hear(30, 90_020);
        assertEquals(89_020_000_000L, count("SELECT sum(export_delta_uwh) FROM reading"));
    }

    @Test
    void aHeldReadingThatIsRefusedBeginsANewEpochAndCreditsNothing() {
        hear(0, 1_000);
        hear(10, 90_000);
        review.refuse(review.held().getFirst().readingId(), "a misreading");
        hear(20, 90_010);
        assertEquals(10_000_000L, count("SELECT sum(export_delta_uwh) FROM reading"));
        assertEquals(2, count("SELECT count(*) FROM meter_epoch"));
    }

    @Test
    void aReadingIsDecidedOnOnceAndOneThatWasPassedHasNothingToRelease() {
        hear(0, 1_000);
        hear(10, 90_000);
        long reading = review.held().getFirst().readingId();
        hear(20, 1_005);
        hear(30, 90_010);
        hear(40, 1_010);
        review.refuse(reading, "a misreading");
        assertThrows(IllegalArgumentException.class, () -> review.release(reading, "again"));
        assertThrows(IllegalArgumentException.class, () -> review.refuse(4_711, "no such"));
        assertEquals(10_000_000L, count("SELECT sum(export_delta_uwh) FROM reading"));
    }

    @Test
    void whatAClockHeldIsReleasedByItsRegisters() {
        String withClock = "{\"timestamp\":%d,\"export\":{\"total_energy_wh\":%d},\"import\":{\"total_energy_wh\":0}}";
        hear("home", 0, withClock.formatted(START_MS, 100));
        hear("home", 10, withClock.formatted(START_MS + 3_600_000, 105));
        assertEquals(List.of("CLOCK_OFF"), review.held().stream().map(Review.HeldReading::reason).toList());
        assertEquals(new Energy(5_000_000, 0), review.release(review.held().getFirst().readingId(), "clock is set"));
    }

    @Test
    void aMeterWhoseUnitsDoNotFitIsFlaggedAndNotSettledUntilAnOperatorAcceptsIt() {
        for (int i = 0; i < 5; ++i)
            hear("home", 60 * i, ("{\"timestamp\":%d,\"export\":{\"total_energy_wh\":%d,\"power\":60},"
                    + "\"import\":{\"total_energy_wh\":0}}").formatted(1_000_000 + 60_000 * i, 100 + i));
        assertEquals(List.of("UNITS"), review.flagged().stream().map(Review.FlaggedMeter::reason).toList());
        DATABASE.get().jdbi().useHandle(handle -> handle.execute("UPDATE meter SET on_chain = TRUE"));
        assertEquals(List.of(), due());
        review.clear("home", true, "powers are W");
        assertEquals(1, due().size());
        assertEquals(List.of(), review.flagged());
    }

    private static List<String> due() {
        return DATABASE.get().jdbi().withHandle(
                handle -> SettlementTable.dueMeters(handle, EnergySettlement.Round.REGISTERS));
    }

    @Test
    void meterReplacedIsClosedAndOpenedAndNoDifferenceIsTakenAcrossDevices() {
        hear(0, 1_000);
        hear(10, 1_005);
        String before = count("SELECT count(*) FROM meter") + "";
        enrolment.replace("home", DeviceModel.REFERENCE, new Energy(1_007_000_000, 7_000_000),
                new Energy(500_000_000, 0),
                null, "broken display");
        assertNotEquals(before, count("SELECT count(*) FROM meter") + "");
        hear("home", 60,
                "{\"timestamp\":5000,\"export\":{\"total_energy_wh\":502},\"import\":{\"total_energy_wh\":0}}");
        assertEquals(9_000_000, count("SELECT sum(export_delta_uwh) FROM reading"));
        assertEquals(2, count("SELECT count(DISTINCT meter_id) FROM meter_epoch"));
        assertThrows(IllegalArgumentException.class, () -> enrolment.replace("home", DeviceModel.REFERENCE,
                new Energy(1, 0), null, null, "below what was accepted"));
        assertEquals(2, count("SELECT count(*) FROM meter"));
    }

    @Test
    void theRegistryKnowsProsumersCredentialsAndWhatADeviceHas() {
        String secret = enrolment.enroll(Meter.periodic("shop", OWNER, 5_000), "Ana", null);
        assertTrue(enrolment.mayConnect("shop", secret));
        assertEquals(false, enrolment.mayConnect("home", secret));
        assertThrows(IllegalArgumentException.class,
                () -> enrolment.enroll(Meter.periodic("barn", OWNER, 5_000), "Budi", null));
        assertThrows(IllegalArgumentException.class,
                () -> enrolment.enroll(Meter.periodic("home", OWNER, 5_000), "Ana", null));
        hear("home", 0, Samples.SENSORS);
        store.store(List.of(new MessageStore.Arrived(Topics.of("home", Topics.STATUS),
                Samples.STATUS.getBytes(StandardCharsets.UTF_8), START_MS)));
        Enrolment.Entry home = enrolment.meters().getFirst();
        assertEquals("Ana", home.prosumer());
        assertEquals(List.of("battery", "motor", "motor1", "motor2", "pwm", "solar"), home.capabilities());
        assertEquals(Onboarding.State.CHECKING, home.onboarding());
    }
}
