package io.enerlink.engine.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;

class StateImageTest {
    private final StateImage image = new StateImage(64);

    @Test
    void givesBackWhatWasSavedAcrossItsChunks() {
        long[] longs = LongStream.range(0, 29).map(i -> -i * i * i).toArray();
        int[] ints = IntStream.range(0, 41).map(i -> i - 20).toArray();
        image.save();
        image.carry(Long.MIN_VALUE);
        image.carry(longs, 27);
        image.carry(ints);
        image.carry(-7);
        image.carry(true);
        assertEquals((1 + 2 + 27 + 2 + 21 + 1 + 1) * Long.BYTES, image.sizeBytes());

        image.load();
        assertEquals(Long.MIN_VALUE, image.carry(0L));
        longs[27] = 0;
        longs[28] = 0;
        assertArrayEquals(longs, image.carry(new long[0], 0));
        assertArrayEquals(ints, image.carry(new int[3]));
        assertEquals(-7, image.carry(0));
        assertTrue(image.carry(false));
        image.requireEnd();
    }

    @Test
    void itsChunksAreTheSameImageElsewhere() {
        image.save();
        image.carry(new long[]{1, 2, 3, 4, 5, 6, 7, 8, 9});
        StateImage other = new StateImage(64);
        other.resize(image.sizeBytes());
        for (int chunk = 0; chunk < image.chunks(); chunk++) other.chunk(chunk).put(image.chunk(chunk));
        other.load();
        assertArrayEquals(new long[]{1, 2, 3, 4, 5, 6, 7, 8, 9}, other.carry(new long[0]));
    }

    @Test
    void isUsedAgainForAShorterImage() {
        image.save();
        image.carry(new long[100]);
        image.save();
        image.carry(5L);
        assertEquals(Long.BYTES, image.sizeBytes());
        assertEquals(1, image.chunks());
    }

    @Test
    void refusesToGiveMoreThanItHoldsOrToLeaveSomething() {
        image.save();
        image.carry(new long[]{1, 2, 3});
        image.load();
        assertThrows(IllegalStateException.class, image::requireEnd);
        image.carry(new long[0]);
        assertThrows(IllegalStateException.class, () -> image.carry(0L));
        assertThrows(IllegalArgumentException.class, () -> image.resize(9));
    }

    @Test
    void refusesAnArrayThatDoesNotFit() {
        image.save();
        image.carry(10L);
        image.carry(11L);
        image.load();
        assertThrows(IllegalStateException.class, () -> image.carry(new long[0]));
        image.save();
        image.carry(4_000L);
        image.carry(4_000L);
        image.load();
        assertThrows(IllegalStateException.class, () -> image.carry(new int[0]));
    }
}
