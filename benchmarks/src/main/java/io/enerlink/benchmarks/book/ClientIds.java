package io.enerlink.benchmarks.book;

import io.enerlink.engine.book.Orders;
import io.enerlink.engine.book.Pair;

/** Which open order a client's id names, as the engine's own table finds it: hash and order in one long. */
final class ClientIds {
    private final Orders orders;
    /** Hash above, order and one below; 0 where there is none. */
    private long[] table = new long[1 << 10];
    private int size;

    ClientIds(Orders orders) { this.orders = orders; }

    /** The order of an id, or {@link Orders#NONE}. */
    int find(long clientId) {
        int hash = hash(clientId);
        for (int cell = hash & table.length - 1;; cell = cell + 1 & table.length - 1) {
            long found = table[cell];
            if (found == 0) return Orders.NONE;
            if (Pair.high(found) == hash && orders.clientOrderId(order(found)) == clientId) return order(found);
        }
    }

    /** Takes an order whose id is not known yet. */
    void add(int order) {
        if (++size * 2 > table.length) grow();
        insert(Pair.of(hash(orders.clientOrderId(order)), order + 1));
    }

    /** Forgets the id of an order, and moves those behind it up as far as each may go. */
    void remove(int order) {
        int mask = table.length - 1;
        int gap = hash(orders.clientOrderId(order)) & mask;
        while (order(table[gap]) != order) gap = gap + 1 & mask;
        for (int cell = gap + 1 & mask; table[cell] != 0; cell = cell + 1 & mask) {
            int home = Pair.high(table[cell]) & mask;
            if ((cell - home & mask) < (cell - gap & mask)) continue;
            table[gap] = table[cell];
            gap = cell;
        }
        table[gap] = 0;
        size--;
    }

    private void grow() {
        long[] old = table;
        table = new long[old.length * 2];
        for (long kept : old) {
            if (kept != 0) insert(kept);
        }
    }

    private void insert(long added) {
        int cell = Pair.high(added) & table.length - 1;
        while (table[cell] != 0) cell = cell + 1 & table.length - 1;
        table[cell] = added;
    }

    private static int order(long inTable) {
        return Pair.low(inTable) - 1;
    }

    private static int hash(long clientId) {
        return (int) (clientId * 0x9E37_79B9_7F4A_7C15L >>> 32);
    }
}
