package io.enerlink.settlement.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** A home's battery, and that no energy comes from nowhere or is lost but on its way in. */
class BatteryTest {
    private static final long HOUR_MS = 3_600_000;
    private static final long DAY_MS = 24 * HOUR_MS;
    private static final long WH = 1_000_000;
    private static final Battery BATTERY = new Battery(2_000, 500, 90);

    @Test
    void takesSurplusWithinItsPowerAndItsRoom() {
        assertEquals(300 * WH, BATTERY.flowUwh(300 * WH, 0, HOUR_MS));
        assertEquals(500 * WH, BATTERY.flowUwh(700 * WH, 0, HOUR_MS));
        assertEquals(100 * WH, BATTERY.flowUwh(300 * WH, 1_910 * WH, HOUR_MS));
        assertEquals(2_000 * WH, BATTERY.after(1_910 * WH, 100 * WH));
        assertEquals(0, BATTERY.flowUwh(300 * WH, 2_000 * WH, HOUR_MS));
    }

    @Test
    void givesWhatIsLackingWithinItsPowerAndWhatIsInIt() {
        assertEquals(-300 * WH, BATTERY.flowUwh(-300 * WH, 1_000 * WH, HOUR_MS));
        assertEquals(-500 * WH, BATTERY.flowUwh(-700 * WH, 1_000 * WH, HOUR_MS));
        assertEquals(-200 * WH, BATTERY.flowUwh(-300 * WH, 200 * WH, HOUR_MS));
        assertEquals(0, BATTERY.after(200 * WH, -200 * WH));
        assertEquals(0, BATTERY.flowUwh(-300 * WH, 0, HOUR_MS));
    }

    @Test
    void saysWhatFlowsNow() {
        assertEquals(500, BATTERY.flowW(700, 0));
        assertEquals(-300, BATTERY.flowW(-300, 1));
        assertEquals(0, BATTERY.flowW(700, 2_000 * WH));
        assertEquals(0, BATTERY.flowW(-300, 0));
        assertEquals(0, Battery.NONE.flowW(700, 0));
    }

    @Test
    void whatCannotBeIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Battery(-1, 500, 90));
        assertThrows(IllegalArgumentException.class, () -> new Battery(2_000, -1, 90));
        assertThrows(IllegalArgumentException.class, () -> new Battery(2_000, 500, 0));
        assertThrows(IllegalArgumentException.class, () -> new Battery(2_000, 500, 101));
        assertThrows(IllegalArgumentException.class, () -> new Battery(Long.MAX_VALUE, 500, 90));
    }

    @Test
    void energyAddsUpToTheMicrowattHourHoweverTimePasses() {
        boolean wasFull = false;
        boolean wasEmpty = false;
        for (long seed = 1; seed <= 20; seed++) {
            Random random = new Random(seed);
            Battery battery = new Battery(random.nextLong(1, 10_000), random.nextLong(1, 4_000),
                    random.nextInt(50, 101));
            Counters counters = new Counters(new HouseProfile(seed, 5_000, 500), battery, null, 0);
            while (counters.simulatedMs() < 3 * DAY_MS) {
                long storedBefore = counters.storedUwh();
                Counters.Sums before = counters.total();
                long ms = random.nextLong(1, Profile.STEP_MS - counters.simulatedMs() % Profile.STEP_MS + 1);
                counters.advance(ms);
                Counters.Sums flowed = counters.total().minus(before);
                String when = "seed " + seed + ", " + counters.simulatedMs() + " ms: " + flowed;
                assertEquals(storedBefore + flowed.chargedUwh() * battery.efficiencyPercent() / 100
                        - flowed.dischargedUwh(), counters.storedUwh(), when);
                assertTrue(counters.storedUwh() >= 0 && counters.storedUwh() <= battery.capacityUwh(), when);
                assertTrue(flowed.batteryUwh() <= battery.powerW() * ms * 10 / 36, when);
                assertTrue(flowed.chargedUwh() == 0 || flowed.importUwh() == 0 && flowed.dischargedUwh() == 0, when);
                assertTrue(flowed.dischargedUwh() == 0 || flowed.exportUwh() == 0, when);
                if (counters.simulatedMs() % Profile.STEP_MS == 0)
                    assertEquals(0, imbalanceUwh(counters.total()), when);
                wasFull |= battery.capacityUwh() - counters.storedUwh() <= 1; // what is below a µWh has no room
                wasEmpty |= counters.storedUwh() == 0;
            }
        }
        assertTrue(wasFull && wasEmpty);
    }

    private static long imbalanceUwh(Counters.Sums total) {
        return total.solarUwh() + total.importUwh() + total.dischargedUwh() - total.loadUwh() - total.exportUwh()
                - total.chargedUwh();
    }

    @Test
    void aHomeWithABatteryTakesLessFromTheGridAndGivesLessToIt() {
        Counters with = new Counters(new HouseProfile(1, 5_000, 500), BATTERY, null, 0);
        Counters without = new Counters(new HouseProfile(1, 5_000, 500), Battery.NONE, null, 0);
        with.advance(3 * DAY_MS);
        without.advance(3 * DAY_MS);
        assertTrue(with.total().importUwh() < without.total().importUwh());
        assertTrue(with.total().exportUwh() < without.total().exportUwh());
        assertEquals(0, without.total().batteryUwh());
    }

    @Test
    void withTheGridOffItIsChargedByTheSunAndFeedsTheHome() {
        Counters counters = new Counters(new HouseProfile(1, 5_000, 500), BATTERY, null, 10 * HOUR_MS);
        counters.grid(false, false);
        counters.advance(2 * HOUR_MS);
        long charged = counters.total().chargedUwh();
        assertTrue(charged > 0);
        counters.advance(9 * HOUR_MS);
        assertTrue(counters.total().dischargedUwh() > 0);
        assertEquals(0, counters.total().exportUwh() + counters.total().importUwh());
    }

    @Test
    void itsCountersBeginAnewWhenTheyAreReset() {
        Counters counters = new Counters(new HouseProfile(1, 5_000, 500), BATTERY, null, 0);
        counters.advance(DAY_MS);
        long stored = counters.storedUwh();
        Counters.Sums before = counters.total();
        counters.reset("battery");
        assertEquals(0, counters.total().batteryUwh());
        assertEquals(before.exportUwh(), counters.total().exportUwh());
        assertEquals(stored, counters.storedUwh());
        assertThrows(IllegalArgumentException.class, () -> counters.reset("kettle"));
    }
}
