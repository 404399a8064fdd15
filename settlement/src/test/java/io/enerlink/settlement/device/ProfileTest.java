package io.enerlink.settlement.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProfileTest {
    private static final int STEPS_PER_DAY = 288;
    private static final Battery BATTERY = new Battery(2_000, 500, 90);
    @TempDir
    Path folder;

    @Test
    void theRealMonthComesToItsKnownSums() {
        Nem12Profile month = Nem12Profile.solarMonth();
        assertEquals(31 * STEPS_PER_DAY, month.length());
        assertEquals(589_172_000_000L, LongStream.range(0, month.length()).map(i -> month.step(i).exportUwh()).sum());
        assertEquals(270_738_000_000L, LongStream.range(0, month.length()).map(i -> month.step(i).importUwh()).sum());
        assertEquals(month.step(100), month.step(100 + month.length()));
    }

    @Test
    void countersAreExactAtTheEndOfTheMonthHoweverTimePasses() {
        Counters counters = new Counters(Nem12Profile.solarMonth(), Battery.NONE, null, 0);
        Random random = new Random(7);
        long endMs = 31L * STEPS_PER_DAY * Profile.STEP_MS;
        while (counters.simulatedMs() < endMs)
            counters.advance(Math.min(endMs - counters.simulatedMs(), random.nextLong(1, 3 * Profile.STEP_MS)));
        assertEquals(new Counters.Sums(589_172_000_000L, 270_738_000_000L, 270_738_000_000L, 589_172_000_000L, 0, 0),
                counters.total());
    }

    @Test
    void countersGoOnAfterARestartWhereTheyWere() {
        Path memory = folder.resolve("meter.json");
        Counters counters = new Counters(new HouseProfile(3, 4_000, 500), BATTERY, memory, 10 * 3_600_000L);
        counters.advance(1_234_567);
        counters.resetSettlement();
        counters.advance(765_433);
        counters.save();
        Counters restarted = new Counters(new HouseProfile(3, 4_000, 500), BATTERY, memory, 0);
        assertEquals(counters.simulatedMs(), restarted.simulatedMs());
        assertEquals(counters.total(), restarted.total());
        assertEquals(counters.settlement(), restarted.settlement());
        assertEquals(counters.storedUwh(), restarted.storedUwh());
        assertTrue(restarted.settlement().exportUwh() < restarted.total().exportUwh());
    }

    @Test
    void homesWithPanelsSellAndHomesWithoutBuy() {
        assertTrue(dayNetUwh(new HouseProfile(1, 5_000, 400)) > 0);
        assertTrue(dayNetUwh(new HouseProfile(2, 0, 900)) < 0);
        assertEquals(new HouseProfile(1, 5_000, 400).step(99), new HouseProfile(1, 5_000, 400).step(99));
    }

    @Test
    void aFileThatIsNoneIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("x.csv"), "300,20230301,1,2,3\n");
        assertThrows(IllegalArgumentException.class, () -> Nem12Profile.read(file));
        Path halfHours = Files.writeString(folder.resolve("y.csv"), "200,NMI,B1E1,B1,B1,B1,S,kWh,30,\n");
        assertThrows(IllegalArgumentException.class, () -> Nem12Profile.read(halfHours));
    }

    private static long dayNetUwh(Profile profile) {
        return LongStream.range(0, STEPS_PER_DAY).map(i -> profile.step(i).exportUwh() - profile.step(i).importUwh())
                .sum();
    }
}
