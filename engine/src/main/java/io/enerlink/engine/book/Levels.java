package io.enerlink.engine.book;

import io.enerlink.engine.image.StateImage;
import java.util.Arrays;

/**
 * Price levels of all books in one array, a cache line each: the queue of its orders, what it shows and what it holds.
 * Remembers which levels a command touched and what was last told of them, so that each is told once a command.
 */
public final class Levels {
    /** No level. */
    public static final int NONE = -1;

    private static final int STRIDE_BITS = 3;
    private static final int PRICE = 0;
    private static final int QUEUE = 1;
    private static final int VISIBLE = 2;
    private static final int TOTAL = 3;
    private static final int TOLD = 4;
    /** High: where the ladder has it; low: the number of its orders. */
    private static final int CELL_COUNT = 5;
    private static final int BOOK = 6;
    /** High: the number of orders that was told last; low: whether it is listed as touched. */
    private static final int TOLD_LISTED = 7;
    private static final int TOUCHED = 1;

    private long[] data = new long[64 << STRIDE_BITS];
    private int[] touched = new int[64];
    private int touchedCount;
    private int used;
    private int free = NONE;

    int add(int instrumentId, Side side, long priceTicks, int cell) {
        int level = free;
        if (level == NONE) {
            level = used++;
            if (used << STRIDE_BITS > data.length) data = Arrays.copyOf(data, data.length * 2);
        } else {
            free = (int) data[at(level)];
        }
        int at = at(level);
        Arrays.fill(data, at, at + (1 << STRIDE_BITS), 0);
        data[at + PRICE] = priceTicks;
        data[at + QUEUE] = Pair.of(Orders.NONE, Orders.NONE);
        data[at + CELL_COUNT] = Pair.of(cell, 0);
        data[at + BOOK] = Pair.of(instrumentId, side.code());
        return level;
    }

    void remove(int level) {
        data[at(level)] = free;
        free = level;
    }

    public long priceTicks(int level) {
        return data[at(level) + PRICE];
    }

    /** The order that is next to trade. */
    public int first(int level) {
        return Pair.high(data[at(level) + QUEUE]);
    }

    int last(int level) {
        return Pair.low(data[at(level) + QUEUE]);
    }

    void queue(int level, int first, int last) {
        data[at(level) + QUEUE] = Pair.of(first, last);
    }

    /** What everybody sees. */
    public long visibleWh(int level) {
        return data[at(level) + VISIBLE];
    }

    /** What can trade, with the hidden part of icebergs. */
    public long totalWh(int level) {
        return data[at(level) + TOTAL];
    }

    /** Orders in the queue. */
    public int count(int level) {
        return (int) data[at(level) + CELL_COUNT];
    }

    int cell(int level) {
        return Pair.high(data[at(level) + CELL_COUNT]);
    }

    /** 1 without orders, else 0. */
    long emptiness(int level) {
        return count(level) - 1 >>> 31;
    }

    public int instrumentId(int level) {
        return Pair.high(data[at(level) + BOOK]);
    }

    public Side side(int level) {
        return Side.of(Pair.low(data[at(level) + BOOK]));
    }

    void change(int level, long visibleWh, long totalWh, int count) {
        int at = at(level);
        data[at + VISIBLE] += visibleWh;
        data[at + TOTAL] += totalWh;
        data[at + CELL_COUNT] += count;
        if ((data[at + TOLD_LISTED] & TOUCHED) == 0) touch(level, at);
    }

    private void touch(int level, int at) {
        data[at + TOLD_LISTED] |= TOUCHED;
        if (touchedCount == touched.length) touched = Arrays.copyOf(touched, touchedCount * 2);
        touched[touchedCount++] = level;
    }

    /** How many levels changed since {@link #clearTouched()}, each counted once, in the order of their first change. */
    public int touchedCount() {
        return touchedCount;
    }

    public int touched(int index) {
        return touched[index];
    }

    /** Whether what everybody sees differs from what was told last; it counts as told now. */
    public boolean tell(int level) {
        int at = at(level);
        int count = count(level);
        long listed = data[at + TOLD_LISTED];
        boolean changed = data[at + TOLD] != data[at + VISIBLE] || Pair.high(listed) != count;
        data[at + TOLD] = data[at + VISIBLE];
        data[at + TOLD_LISTED] = Pair.of(count, 0);
        return changed;
    }

    public void clearTouched() { touchedCount = 0; }

    private static int at(int level) {
        return level << STRIDE_BITS;
    }

    /** Carries everything into an image, or out of one into what is new; not within a command, when some are touched. */
    public void carry(StateImage image) {
        used = image.carry(used);
        free = image.carry(free);
        data = image.carry(data, used << STRIDE_BITS);
    }
}
