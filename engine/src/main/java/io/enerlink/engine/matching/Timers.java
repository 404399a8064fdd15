package io.enerlink.engine.matching;

import java.util.Arrays;

import io.enerlink.engine.image.StateImage;

/**
 * What falls due when. A radix heap: time only rises, so entries wait in buckets by the highest bit in which their time
 * differs from now, and move to finer ones as it comes near. Nothing is ever taken out before its time: an entry that
 * no longer counts is passed over when it falls due, or swept out when such entries outnumber the others.
 */
final class Timers {
    /** Asked whether an entry still counts. */
    interface Check {
        boolean counts(long id, long dueMs);
    }

    private static final int SWEEP_ABOVE = 4_096;

    private final Check check;
    private final long[][] buckets = new long[64][];
    private final int[] sizes = new int[64];
    private long nowMs;
    private long earliestMs = Long.MAX_VALUE;
    private int size;
    private int sweepAt = SWEEP_ABOVE;

    private long[] due = new long[16];
    private int dueCount;

    Timers(Check check) {
        this.check = check;
        Arrays.setAll(buckets, bucket -> new long[0]);
    }

    void add(long id, long dueMs) {
        if (size >= sweepAt) sweep();
        size++;
        put(id, dueMs);
        earliestMs = Math.min(earliestMs, dueMs);
    }

    /** Nothing falls due before this. */
    long earliestMs() { return earliestMs; }

    /** Gathers what is due at {@code now} or was before, and still counts, for {@link #due(int)}. */
    int advance(long now) {
        dueCount = 0;
        int top = bucket(now);
        nowMs = Math.max(nowMs, now);
        for (int bucket = 0; bucket <= top; bucket++) {
            long[] entries = buckets[bucket];
            int count = sizes[bucket];
            sizes[bucket] = 0;
            size -= count >> 1;
            for (int i = 0; i < count; i += 2) {
                if (entries[i + 1] <= now) expire(entries[i], entries[i + 1]);
                else if (check.counts(entries[i], entries[i + 1])) move(entries[i], entries[i + 1]);
            }
        }
        earliestMs = lowerBound();
        return dueCount;
    }

    long due(int index) {
        return due[index];
    }

    private void expire(long id, long dueMs) {
        if (!check.counts(id, dueMs)) return;
        if (dueCount == due.length) due = Arrays.copyOf(due, dueCount * 2);
        due[dueCount++] = id;
    }

    private void move(long id, long dueMs) {
        put(id, dueMs);
        size++;
    }

    private void put(long id, long dueMs) {
        int bucket = bucket(dueMs);
        int count = sizes[bucket];
        if (count == buckets[bucket].length) buckets[bucket] = Arrays.copyOf(buckets[bucket], Math.max(16, count * 2));
        buckets[bucket][count] = id;
        buckets[bucket][count + 1] = dueMs;
        sizes[bucket] = count + 2;
    }

    private int bucket(long timeMs) {
        return timeMs <= nowMs ? 0 : 64 - Long.numberOfLeadingZeros(timeMs ^ nowMs);
    }

    /** The earliest time that the first bucket with entries can hold. */
    private long lowerBound() {
        if (sizes[0] > 0) return nowMs;
        for (int bucket = 1; bucket < buckets.length; bucket++) {
            if (sizes[bucket] > 0) return nowMs >>> bucket - 1 << bucket - 1 | 1L << bucket - 1;
        }
        return Long.MAX_VALUE;
    }

    private void sweep() {
        size = 0;
        for (int bucket = 0; bucket < buckets.length; bucket++) {
            long[] entries = buckets[bucket];
            int kept = 0;
            for (int i = 0; i < sizes[bucket]; i += 2) {
                if (!check.counts(entries[i], entries[i + 1])) continue;
                entries[kept] = entries[i];
                entries[kept + 1] = entries[i + 1];
                kept += 2;
            }
            sizes[bucket] = kept;
            size += kept >> 1;
        }
        sweepAt = Math.max(SWEEP_ABOVE, size * 2);
    }

    /** Carries everything into an image, or out of one into what is new. */
    void carry(StateImage image) {
        nowMs = image.carry(nowMs);
        earliestMs = image.carry(earliestMs);
        size = image.carry(size);
        sweepAt = image.carry(sweepAt);
        for (int bucket = 0; bucket < buckets.length; bucket++) {
            sizes[bucket] = image.carry(sizes[bucket]);
            buckets[bucket] = image.carry(buckets[bucket], sizes[bucket]);
        }
    }
}
