package io.enerlink.engine.matching;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TimersTest {
    private final Map<Long, Long> dueMs = new HashMap<>();
    private final Timers timers = new Timers((id, due) -> dueMs.getOrDefault(id, -1L) == due);

    private void set(long id, long due) {
        dueMs.put(id, due);
        timers.add(id, due);
    }

    private List<Long> advance(long now) {
        TreeSet<Long> due = new TreeSet<>();
        int count = timers.advance(now);
        for (int i = 0; i < count; i++) due.add(timers.due(i));
        due.forEach(dueMs::remove);
        return new ArrayList<>(due);
    }

    @Test
    void fallsDueAtItsTimeAndNotBefore() {
        set(1, 1_000);
        assertTrue(timers.earliestMs() <= 1_000);
        assertEquals(List.of(), advance(999));
        assertEquals(List.of(1L), advance(1_000));
        assertEquals(List.of(), advance(1_001));
        assertEquals(Long.MAX_VALUE, timers.earliestMs());
    }

    @Test
    void forgetsATimeThatWasReplaced() {
        set(1, 1_000);
        set(1, 2_000);
        assertEquals(List.of(), advance(1_500));
        set(1, 1_600);
        assertEquals(List.of(1L), advance(1_600));
        assertEquals(List.of(), advance(3_000));
    }

    @Test
    void takesTimesThatAreInThePastAlready() {
        advance(5_000);
        set(1, 10);
        assertEquals(List.of(1L), advance(5_000));
    }

    /** Far more entries are replaced than stay; those that count no more are swept out on the way. */
    @Test
    void staysRightWhenMostEntriesCountNoMore() {
        for (int i = 0; i < 100_000; i++) set(i % 10, 1_000 + i);
        assertEquals(List.of(), advance(100_989));
        assertEquals(List.of(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L), advance(101_000));
    }

    /** @param bits how far ahead times lie, as a power of two */
    @Property(tries = 300)
    void isAListOfTimes(@ForAll long seed, @ForAll @IntRange(min = 1, max = 40) int bits) {
        new TimersTest().compare(seed, bits);
    }

    private void compare(long seed, int bits) {
        SplittableRandom random = new SplittableRandom(seed);
        long now = random.nextLong(1L << 41);
        advance(now);
        for (int i = 0; i < 200; i++) {
            if (random.nextInt(3) > 0) {
                set(random.nextInt(30), now + random.nextLong(1L << bits));
                continue;
            }
            now += random.nextLong(1L << random.nextInt(bits));
            long until = now;
            List<Long> expected = dueMs.entrySet().stream().filter(entry -> entry.getValue() <= until)
                    .map(Map.Entry::getKey).sorted().toList();
            assertTrue(expected.isEmpty() || timers.earliestMs() <= now, "something is due before the earliest time");
            assertEquals(expected, advance(now));
        }
    }
}
