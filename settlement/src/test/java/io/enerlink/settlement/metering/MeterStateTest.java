package io.enerlink.settlement.metering;

import static io.enerlink.settlement.metering.ReadingStatus.ACCEPTED;
import static io.enerlink.settlement.metering.ReadingStatus.BASELINE;
import static io.enerlink.settlement.metering.ReadingStatus.CLOCK_OFF;
import static io.enerlink.settlement.metering.ReadingStatus.DROPPED;
import static io.enerlink.settlement.metering.ReadingStatus.HELD;
import static io.enerlink.settlement.metering.ReadingStatus.LATE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

/** The cases of a meter's life, each named as the metering rules name it. Registers in Wh, times in s. */
class MeterStateTest {
    private static final long DEVICE_ON_MS = SimulatedMeterHistory.START_MS;
    private final SimulatedMeterHistory meter = new SimulatedMeterHistory();
    private long bootMs = DEVICE_ON_MS;

    /** Hears at once what the device measures. */
    private ReadingStatus hear(long uptimeSec, long exportWh, long importWh) throws RefusedMessageException {
        return hearLate(uptimeSec, 0, exportWh, importWh);
    }

    private ReadingStatus hearLate(long uptimeSec, long delaySec, long exportWh, long importWh)
            throws RefusedMessageException {
        return meter.hear(uptimeSec * 1_000, bootMs + (uptimeSec + delaySec) * 1_000, wh(exportWh, importWh));
    }

    private static Energy wh(long exportWh, long importWh) {
        return new Energy(exportWh * 1_000_000, importWh * 1_000_000);
    }

    private void reboot(long afterUptimeSec) {
        bootMs += afterUptimeSec * 1_000;
    }

    private static Refusal refusal(org.junit.jupiter.api.function.Executable reading) {
        return assertThrows(RefusedMessageException.class, reading).refusal();
    }

    @Test
    void counterFallsBeginsANewEpochAndMintsNothingForTheGap() throws RefusedMessageException {
        assertEquals(BASELINE, hear(1_000, 5_000, 900));
        assertEquals(ACCEPTED, hear(1_010, 5_010, 900));
        reboot(1_020);
        assertEquals(DROPPED, hear(10, 3, 0));
        assertEquals(ACCEPTED, hear(20, 7, 1));
        assertEquals(2, meter.state().registers().epoch());
        assertEquals(wh(14, 1), meter.credited());
    }

    @Test
    void counterReadsZeroOnceThenRecoversRejoinsTheOldEpochWithTheTrueDelta() throws RefusedMessageException {
        hear(1_000, 5_000, 900);
        assertEquals(DROPPED, hear(1_010, 0, 0));
        assertEquals(DROPPED, hear(1_020, 0, 0));
        assertEquals(ACCEPTED, hear(1_030, 5_030, 901));
        assertEquals(1, meter.state().registers().epoch());
        assertEquals(wh(30, 1), meter.credited());
    }

    @Test
    void aMeterThatRebootsWithContinuingCountersGoesOnCrediting() throws RefusedMessageException {
        hear(1_000, 5_000, 900);
        reboot(1_005);
        assertEquals(ACCEPTED, hear(8, 5_009, 900));
        assertEquals(ACCEPTED, hear(18, 5_019, 900));
        assertEquals(1, meter.state().registers().epoch());
        assertEquals(wh(19, 0), meter.credited());
    }

    @Test
    void duplicateMessageHasNoEffectAndADifferentOneIsAConflict() throws RefusedMessageException {
        hear(1_000, 5_000, 900);
        hear(1_010, 5_010, 900);
        MeterState before = meter.state();
        assertEquals(Refusal.DUPLICATE, refusal(() -> hear(1_010, 5_010, 900)));
        assertEquals(Refusal.DUPLICATE, refusal(() -> hear(1_000, 5_000, 900)));
        assertEquals(Refusal.DUPLICATE, refusal(() -> hearLate(1_010, 100_000, 5_010, 900)));
        assertEquals(Refusal.CONFLICT, refusal(() -> hear(1_010, 5_011, 900)));
        assertEquals(Refusal.CONFLICT, refusal(() -> hear(1_000, 5_001, 900)));
        assertEquals(before, meter.state());
    }

    @Test
    void outOfOrderAndLateIsStoredAndTheWatermarkNeverGoesDown() throws RefusedMessageException {
        hear(1_000, 5_000, 900);
        hear(1_030, 5_030, 900);
        assertEquals(LATE, hearLate(1_010, 25, 5_010, 900));
        assertEquals(LATE, hearLate(1_020, 16, 5_020, 900));
        assertEquals(ACCEPTED, hear(1_040, 5_040, 900));
        assertEquals(wh(40, 0), meter.credited());
    }

    @Test
    void aStragglerOfTheBootBeforeChangesNothing() throws RefusedMessageException {
        hear(1_000, 5_000, 900);
        hear(1_020, 5_020, 900);
        reboot(1_025);
        hear(5, 0, 0);
        assertEquals(LATE, meter.hear(1_010_000, bootMs + 8_000, wh(5_010, 900)));
        hear(15, 10, 0);
        assertEquals(wh(30, 0), meter.credited());
    }

    @Test
    void lateBeyondTheAgeLimitIsRefusedByReadingTime() throws RefusedMessageException {
        hear(1_000_000, 5_000, 900);
        hear(1_000_010, 5_010, 900);
        long eightDays = Duration.ofDays(8).toSeconds();
        assertEquals(Refusal.TOO_OLD, refusal(() -> hearLate(1_000_010 - eightDays, eightDays, 4_000, 900)));
    }

    @Test
    void implausibleJumpIsHeldForReviewAndNotSettled() throws RefusedMessageException {
        hear(1_000, 5_000, 900);
        assertEquals(HELD, hear(1_010, 100_000, 900));
        assertEquals(HELD, hear(1_020, 100_010, 900));
        assertEquals(ACCEPTED, hear(1_030, 5_030, 900));
        assertEquals(wh(30, 0), meter.credited());
    }

    @Test
    void aJumpThatStaysIsHeldForHoweverLong() throws RefusedMessageException {
        hear(1_000, 5_000, 900);
        hear(1_010, 100_000, 900);
        assertEquals(HELD, hear(1_000_000, 100_020, 900));
        assertEquals(Energy.ZERO, meter.credited());
        Registers.Step released = meter.state().registers().release(wh(100_020, 900));
        assertEquals(wh(95_020, 0), released.delta());
        Registers.Step refused = meter.state().registers().refuse();
        assertEquals(Energy.ZERO, refused.delta());
        assertEquals(wh(100_020, 900), refused.baseline());
    }

    @Test
    void muchEnergyAfterALongSilenceIsPlausible() throws RefusedMessageException {
        hear(1_000, 5_000, 900);
        assertEquals(ACCEPTED, hear(1_000 + 36_000, 5_000 + 49_000, 900));
    }

    @Test
    void clockAheadOrBehindIsHeldFromSettlement() throws RefusedMessageException {
        long nowMs = DEVICE_ON_MS;
        meter.hear(nowMs, nowMs, wh(100, 0));
        assertEquals(CLOCK_OFF, meter.hear(nowMs + 3_600_000, nowMs + 10_000, wh(105, 0)));
        assertEquals(CLOCK_OFF, meter.hear(nowMs - 3_600_000, nowMs + 20_000, wh(106, 0)));
        assertEquals(ACCEPTED, meter.hear(nowMs + 30_000, nowMs + 30_000, wh(110, 0)));
        assertEquals(wh(10, 0), meter.credited());
    }

    @Test
    void bootRelativeTimesBecomeWallClockTimes() throws RefusedMessageException {
        hearLate(1_000, 40, 5_000, 900);
        hear(1_030, 5_010, 900);
        assertEquals(bootMs + 1_040_000, meter.sampleMs(1_040_000, bootMs + 1_100_000));
        assertEquals(bootMs + 1_020_000, meter.sampleMs(1_020_000, bootMs + 1_100_000));
    }

    @Test
    void aRebootHeardOnlyLaterWithMuchElseIsStillOne() throws RefusedMessageException {
        hear(1_000, 5_000, 900);
        hear(1_010, 5_010, 900);
        hearLate(1_020, 600, 5_020, 900);
        reboot(1_025);
        assertEquals(DROPPED, hearLate(10, 585, 1, 0));
        assertEquals(ACCEPTED, hearLate(20, 575, 11, 0));
        assertEquals(ACCEPTED, hear(600, 591, 0));
        assertEquals(2, meter.state().registers().epoch());
        assertEquals(wh(20 + 590, 0), meter.credited());
    }

    @Test
    void counterWrapsByItsDeclaredWidthOnlyAndOnlyWherePlausible() throws RefusedMessageException {
        Meter wrapping = new Meter("home", SimulatedMeterHistory.METER.owner(), SimulatedMeterHistory.CAPACITY_W,
                Policy.PERIODIC, new DeviceModel("32 bits of mWh", Units.MILLI, 4_294_967_296_000L), ZoneId.of("UTC"),
                1);
        SimulatedMeterHistory declared = new SimulatedMeterHistory(wrapping, MeterState.UNHEARD);
        Energy last = new Energy(4_294_965_000_000L, 900);
        Energy wrapped = new Energy(1_000_000, 900);
        declared.hear(1_000_000, bootMs + 1_000_000, last);
        assertEquals(ACCEPTED, declared.hear(1_010_000, bootMs + 1_010_000, wrapped));
        assertEquals(new Energy(2_296_000 + 1_000_000, 0), declared.credited());
        assertEquals(LATE, declared.hear(1_005_000, bootMs + 1_011_000, new Energy(4_294_966_000_000L, 900)));
        assertEquals(DROPPED, declared.hear(1_020_000, bootMs + 1_020_000, new Energy(0, 900)));
        meter.hear(1_000_000, bootMs + 1_000_000, last);
        assertEquals(DROPPED, meter.hear(1_010_000, bootMs + 1_010_000, wrapped));
    }

    @Test
    void resetCommandLostOrObeyedChangesNothingWhereThereIsATotal() throws RefusedMessageException {
        String first = Samples.SENSORS;
        String reset = first.replace("33857692", "33862692").replace("1.959955", "1.969955")
                .replace("\"settlement_energy_wh\": 1.969955", "\"settlement_energy_wh\": 0");
        meter.hear(SensorMessage.parse(first.getBytes(StandardCharsets.UTF_8)), bootMs + 33_857_692);
        meter.hear(SensorMessage.parse(reset.getBytes(StandardCharsets.UTF_8)), bootMs + 33_862_692);
        assertEquals(new Energy(10_000, 0), meter.credited());
    }

    @Test
    void aDeviceWithOnlyASettlementCounterGoesOnFromTheLastSnapshotUntilADropIsObserved()
            throws RefusedMessageException {
        assertEquals(BASELINE, hearSinceReset(1_000, 50));
        assertEquals(ACCEPTED, hearSinceReset(1_010, 60));
        assertEquals(ACCEPTED, hearSinceReset(1_020, 65)); // the reset was lost
        assertEquals(DROPPED, hearSinceReset(1_030, 3)); // and now it was not
        assertEquals(ACCEPTED, hearSinceReset(1_040, 8));
        assertEquals(wh(15 + 8, 0), meter.credited());
    }

    private ReadingStatus hearSinceReset(long uptimeSec, long exportWh) throws RefusedMessageException {
        return meter.hear(SimulatedMeterHistory.message(uptimeSec * 1_000, wh(exportWh, 0), "", true),
                bootMs + uptimeSec * 1_000).step().status();
    }
}
