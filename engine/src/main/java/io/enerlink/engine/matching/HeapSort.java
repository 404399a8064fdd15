package io.enerlink.engine.matching;

/** Sorts in place and allocates nothing, which the JDK's own sort does from a few dozen numbers on. */
final class HeapSort {
    private HeapSort() {}

    /** Sorts the first {@code count} numbers, lowest first. */
    static void sort(long[] numbers, int count) {
        for (int i = count / 2 - 1; i >= 0; i--) sink(numbers, i, count);
        for (int last = count - 1; last > 0; last--) {
            long highest = numbers[0];
            numbers[0] = numbers[last];
            numbers[last] = highest;
            sink(numbers, 0, last);
        }
    }

    private static void sink(long[] numbers, int from, int count) {
        long number = numbers[from];
        int at = from;
        int child = 2 * at + 1;
        while (child < count) {
            if (child + 1 < count && numbers[child + 1] > numbers[child]) child++;
            if (numbers[child] <= number) break;
            numbers[at] = numbers[child];
            at = child;
            child = 2 * at + 1;
        }
        numbers[at] = number;
    }
}
