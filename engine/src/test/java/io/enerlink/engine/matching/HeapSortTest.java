package io.enerlink.engine.matching;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Arrays;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

class HeapSortTest {
    @Property(tries = 500)
    void sortsTheFirstNumbersAndLeavesTheOthers(@ForAll @Size(max = 100) long[] numbers, @ForAll int any) {
        int count = Math.floorMod(any, numbers.length + 1);
        long[] expected = numbers.clone();
        Arrays.sort(expected, 0, count);
        long[] sorted = numbers.clone();
        HeapSort.sort(sorted, count);
        assertArrayEquals(expected, sorted);
    }
}
