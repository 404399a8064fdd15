package io.enerlink.engine.matching;

import java.util.Arrays;

import io.enerlink.engine.book.Pair;
import io.enerlink.engine.image.StateImage;

/**
 * Which order an account's client order id names: for every open order, and for the {@link #REMEMBERED} that ended
 * last. Open addressing over entries of half a cache line; the client order id 0 means none and is not kept.
 */
final class ClientOrders {
    static final int NONE = -1;

    /** Orders that have ended and are still known by their client order id, oldest forgotten first. */
    static final int REMEMBERED = 1 << 14;

    private static final int STRIDE_BITS = 2;
    private static final int CLIENT_ID = 0;
    private static final int ACCOUNT_HASH = 1;
    private static final int ORDER_ID = 2;
    private static final int BODY = 3;

    private long[] entries = new long[64 << STRIDE_BITS];
    private int[] table = new int[256];
    private int used;
    private int free = NONE;
    private int size;

    private int[] ended = new int[64];
    private int firstEnded;
    private int endedCount;

    ClientOrders() { Arrays.fill(table, NONE); }

    /** The entry of an id, or {@link #NONE}. */
    int find(int accountId, long clientOrderId) {
        int hash = hash(accountId, clientOrderId);
        for (int cell = hash & table.length - 1;; cell = cell + 1 & table.length - 1) {
            int entry = table[cell];
            if (entry == NONE || isAt(entry, accountId, clientOrderId)) return entry;
        }
    }

    long orderId(int entry) {
        return entries[(entry << STRIDE_BITS) + ORDER_ID];
    }

    /** Says what the first command with this id held, so that a repeated one is told from another. */
    long body(int entry) {
        return entries[(entry << STRIDE_BITS) + BODY];
    }

    /** Remembers an id that is not known yet. */
    int add(int accountId, long clientOrderId, long orderId, long body) {
        int entry = allocate();
        int hash = hash(accountId, clientOrderId);
        int at = entry << STRIDE_BITS;
        entries[at + CLIENT_ID] = clientOrderId;
        entries[at + ACCOUNT_HASH] = Pair.of(accountId, hash);
        entries[at + ORDER_ID] = orderId;
        entries[at + BODY] = body;
        if (++size * 2 > table.length) growTable();
        insert(entry, hash);
        return entry;
    }

    /** The order has ended: its id is forgotten when enough others have ended after it. */
    void end(int entry) {
        if (endedCount == REMEMBERED) {
            int oldest = ended[firstEnded];
            ended[firstEnded] = entry;
            firstEnded = firstEnded + 1 & REMEMBERED - 1;
            forget(oldest);
            return;
        }
        if (endedCount == ended.length) ended = Arrays.copyOf(ended, endedCount * 2);
        ended[endedCount++] = entry;
    }

    void hash(StateHash hash) {
        hash.add(endedCount);
        for (int i = 0; i < endedCount; i++) {
            hashEntry(ended[firstEnded + i & ended.length - 1], hash);
        }
    }

    void hashEntry(int entry, StateHash hash) {
        if (entry == NONE) {
            hash.add(0);
            return;
        }
        int at = entry << STRIDE_BITS;
        hash.add(Pair.high(entries[at + ACCOUNT_HASH])).add(entries[at + CLIENT_ID]).add(entries[at + ORDER_ID])
                .add(entries[at + BODY]);
    }

    private void forget(int entry) {
        int mask = table.length - 1;
        int cell = hashOf(entry) & mask;
        while (table[cell] != entry) cell = cell + 1 & mask;
        closeGap(cell, mask);
        entries[entry << STRIDE_BITS] = free;
        free = entry;
        size--;
    }

    /** Moves the entries behind a freed cell up, as far as each may go. */
    private void closeGap(int freed, int mask) {
        int gap = freed;
        for (int cell = gap + 1 & mask; table[cell] != NONE; cell = cell + 1 & mask) {
            int home = hashOf(table[cell]) & mask;
            if ((cell - home & mask) < (cell - gap & mask)) continue;
            table[gap] = table[cell];
            gap = cell;
        }
        table[gap] = NONE;
    }

    private void growTable() {
        int[] old = table;
        table = new int[old.length * 2];
        Arrays.fill(table, NONE);
        for (int entry : old) {
            if (entry != NONE) insert(entry, hashOf(entry));
        }
    }

    private void insert(int entry, int hash) {
        int cell = hash & table.length - 1;
        while (table[cell] != NONE) cell = cell + 1 & table.length - 1;
        table[cell] = entry;
    }

    private int allocate() {
        int entry = free;
        if (entry != NONE) {
            free = (int) entries[entry << STRIDE_BITS];
            return entry;
        }
        entry = used++;
        if (used << STRIDE_BITS > entries.length) entries = Arrays.copyOf(entries, entries.length * 2);
        return entry;
    }

    private boolean isAt(int entry, int accountId, long clientOrderId) {
        int at = entry << STRIDE_BITS;
        return entries[at + CLIENT_ID] == clientOrderId && Pair.high(entries[at + ACCOUNT_HASH]) == accountId;
    }

    private int hashOf(int entry) {
        return Pair.low(entries[(entry << STRIDE_BITS) + ACCOUNT_HASH]);
    }

    private static int hash(int accountId, long clientOrderId) {
        long mixed = (clientOrderId ^ accountId * 0x9E37_79B9_7F4A_7C15L) * 0xFF51_AFD7_ED55_8CCDL;
        return (int) (mixed >>> 32);
    }

    /** Carries everything into an image, or out of one into what is new. */
    void carry(StateImage image) {
        used = image.carry(used);
        free = image.carry(free);
        size = image.carry(size);
        entries = image.carry(entries, used << STRIDE_BITS);
        table = image.carry(table);
        firstEnded = image.carry(firstEnded);
        endedCount = image.carry(endedCount);
        ended = image.carry(ended, endedCount);
    }
}
