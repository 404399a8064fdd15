package io.enerlink.engine.matching;

import java.util.Arrays;

import io.enerlink.engine.book.Pair;
import io.enerlink.engine.book.Side;
import io.enerlink.engine.image.StateImage;

/**
 * What signed versions of orders did in batches that are not final: a ring with the closed batches' executions, oldest
 * first, then the open one's. Indices only rise; they are taken modulo its size.
 */
final class Executions {
    /** The most that may be open. */
    static final int MAX_OPEN = 4_096;

    private static final int ORDINAL_BITS = 12;
    private static final int STRIDE_BITS = 3;
    private static final int VERSION_ACCOUNT = 0;
    private static final int BASE = 1;
    private static final int QUOTE = 2;
    private static final int FEE = 3;
    private static final int FIRST_FILL = 4;
    private static final int LAST_FILL = 5;
    private static final int SIDE = 6;
    private static final int FIELDS = 7;
    /** In the field of the side: the account was paid out on the chain since, what the execution cost it included. */
    private static final int FORFEIT = 2;

    private long[] ring = new long[64 << STRIDE_BITS];
    private int first;
    private int openFirst;
    private int openCount;

    private long[] sorted = new long[64];
    private long[] copy = new long[64 << STRIDE_BITS];

    /** Of the oldest that is not final. */
    int first() { return first; }

    /** Of the open batch's first; the closed ones' end. */
    int openFirst() { return openFirst; }

    int openCount() { return openCount; }

    /** All of them, the open ones included. */
    int count() {
        return end() - first;
    }

    private int end() {
        return openFirst + openCount;
    }

    boolean isOpen(int execution, int version) {
        return Integer.compareUnsigned(execution - openFirst, openCount) < 0 && version(execution) == version;
    }

    /** Begins one in the open batch and returns where it is. */
    int open(int version, int accountId, Side side, long nowMs) {
        if (count() << STRIDE_BITS == ring.length) grow();
        int execution = openFirst + openCount++;
        int at = at(execution);
        Arrays.fill(ring, at, at + FIELDS, 0);
        ring[at + VERSION_ACCOUNT] = Pair.of(version, accountId);
        ring[at + FIRST_FILL] = nowMs;
        ring[at + SIDE] = side.code();
        return execution;
    }

    void add(int execution, long baseUwh, long quote, long fee, long nowMs) {
        int at = at(execution);
        ring[at + BASE] += baseUwh;
        ring[at + QUOTE] += quote;
        ring[at + FEE] += fee;
        ring[at + LAST_FILL] = nowMs;
    }

    /** The open ones are closed now. */
    void close() {
        openFirst += openCount;
        openCount = 0;
    }

    /** The oldest is final, or void: forgets it, and returns where it still stands until the next is opened. */
    int removeOldest() {
        return first++;
    }

    int version(int execution) {
        return Pair.high(ring[at(execution)]);
    }

    int accountId(int execution) {
        return Pair.low(ring[at(execution)]);
    }

    Side side(int execution) {
        return Side.of((int) ring[at(execution) + SIDE] & ~FORFEIT);
    }

    long baseUwh(int execution) {
        return ring[at(execution) + BASE];
    }

    long quote(int execution) {
        return ring[at(execution) + QUOTE];
    }

    long fee(int execution) {
        return ring[at(execution) + FEE];
    }

    long firstFillMs(int execution) {
        return ring[at(execution) + FIRST_FILL];
    }

    long lastFillMs(int execution) {
        return ring[at(execution) + LAST_FILL];
    }

    /** What it cost its account, fee included, of {@link Side#pays()}. */
    long paid(int execution) {
        return side(execution).paid(baseUwh(execution), quote(execution), fee(execution));
    }

    /** What it brought its account, fee taken off, of {@link Side#receives()}. */
    long received(int execution) {
        return side(execution).received(baseUwh(execution), quote(execution), fee(execution));
    }

    boolean isForfeit(int execution) {
        return (ring[at(execution) + SIDE] & FORFEIT) != 0;
    }

    void forfeit(int accountId) {
        for (int i = first; i != end(); i++) {
            if (accountId(i) == accountId) ring[at(i) + SIDE] |= FORFEIT;
        }
    }

    /** Brings the open ones into the order in which their versions were accepted. */
    void sortOpen(SignedOrders signed) {
        if (sorted.length < openCount) {
            sorted = new long[Math.max(openCount, sorted.length * 2)];
            copy = new long[sorted.length << STRIDE_BITS];
        }
        for (int i = 0; i < openCount; i++) {
            int at = at(openFirst + i);
            sorted[i] = signed.acceptance(Pair.high(ring[at])) << ORDINAL_BITS | i;
            System.arraycopy(ring, at, copy, i << STRIDE_BITS, FIELDS);
        }
        HeapSort.sort(sorted, openCount);
        for (int i = 0; i < openCount; i++) {
            int from = (int) sorted[i] & MAX_OPEN - 1;
            System.arraycopy(copy, from << STRIDE_BITS, ring, at(openFirst + i), FIELDS);
        }
    }

    void hash(SignedOrders signed, StateHash hash) {
        for (int i = first; i != end(); i++) {
            signed.hash(version(i), hash);
            for (int field = BASE; field < FIELDS; field++) {
                hash.add(ring[at(i) + field]);
            }
        }
    }

    private void grow() {
        long[] old = ring;
        int oldMask = old.length - 1;
        ring = new long[old.length * 2];
        for (int i = first; i != end(); i++) {
            System.arraycopy(old, i << STRIDE_BITS & oldMask, ring, at(i), FIELDS);
        }
    }

    private int at(int execution) {
        return execution << STRIDE_BITS & ring.length - 1;
    }

    /** Carries everything into an image, or out of one into what is new. */
    void carry(StateImage image) {
        ring = image.carry(ring);
        first = image.carry(first);
        openFirst = image.carry(openFirst);
        openCount = image.carry(openCount);
    }
}
