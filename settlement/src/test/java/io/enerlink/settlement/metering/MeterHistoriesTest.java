package io.enerlink.settlement.metering;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.Random;
import java.util.Set;

import org.junit.jupiter.api.Test;

/**
 * Whatever happens to a meter, its messages and our reports: what is credited is what the meter counted, and minted −
 * burned = Σ credited − carried + debt, to the µWh. {@code -Denerlink.histories=N} plays more of them,
 * {@code -Denerlink.history=SEED} that one.
 */
class MeterHistoriesTest {
    private static final int HISTORIES = Integer.getInteger("enerlink.histories", 10_000);
    private static final int MIN_READINGS = 200;
    private static final int MIN_FAULTS = 3;

    @Test
    void creditsAndMintsExactlyWhatMetersCountedInEveryHistory() {
        Long one = Long.getLong("enerlink.history");
        if (one != null) {
            check(one);
            return;
        }
        Set<MeteringCase> seen = EnumSet.noneOf(MeteringCase.class);
        for (long seed = 1; seed <= HISTORIES; ++seed) seen.addAll(check(seed));
        assertEquals(EnumSet.allOf(MeteringCase.class), seen);
    }

    private static Set<MeteringCase> check(long seed) {
        try {
            MeterHistory history = new MeterHistory(new Random(seed)).play();
            assertTrue(history.readings() >= MIN_READINGS);
            assertTrue(history.faults().size() >= MIN_FAULTS, () -> "faults: " + history.faults());
            assertEquals(history.expected(), history.credited());
            assertEquals(history.credited().netUwh(), history.chain().mintedLessBurnedUwh()
                    + history.chain().carriedUwh() - history.chain().debtUwh());
            return history.cases();
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("-Denerlink.history=" + seed + ": " + e.getMessage(), e);
        }
    }
}
