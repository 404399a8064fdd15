package io.enerlink.engine.book;

import io.enerlink.engine.image.StateImage;
import java.util.Arrays;

/**
 * Every open order, a cache line each in one array: what matching reads and nothing else. An order's id is its place in
 * the array under a generation that rises whenever the place is given to another, so that an id finds its order
 * without a map and never names another.
 */
public final class Orders {
    /** No order. */
    public static final int NONE = -1;

    /** Orders there can be at most. */
    public static final int MAX = 1 << 24;

    private static final int STRIDE_BITS = 3;
    private static final int ID = 0;
    private static final int CLIENT_ID = 1;
    private static final int LEAVES = 2;
    private static final int VISIBLE = 3;
    private static final int LINKS = 4;
    private static final int ACCOUNT_LEVEL = 5;
    private static final int VERSION_TRAITS = 6;
    private static final int EXECUTION_POSITION = 7;
    private static final long GENERATION = MAX;

    private static final int SELF_TRADE_SHIFT = 14;
    private static final int FEE_MASK = (1 << SELF_TRADE_SHIFT) - 1;
    private static final int SIDE_SHIFT = 16;

    private final int max;
    private long[] data = new long[64 << STRIDE_BITS];
    private int used;
    private int free = NONE;
    private int open;

    public Orders(int max) {
        if (max > MAX) throw new IllegalArgumentException("at most " + MAX + " orders, not " + max);
        this.max = max;
    }

    public boolean isFull() { return free == NONE && used == max; }

    public int open() { return open; }

    /** Gives the next free place a new id. */
    public int add(long clientOrderId, int accountId) {
        int order = free;
        if (order == NONE) {
            order = used++;
            if (used + 1 << STRIDE_BITS > data.length) data = Arrays.copyOf(data, data.length * 2);
            data[at(order) + ID] = -order;
        } else {
            free = Pair.low(data[at(order) + LINKS]);
        }
        int at = at(order);
        data[at + ID] = GENERATION - data[at + ID];
        data[at + CLIENT_ID] = clientOrderId;
        data[at + ACCOUNT_LEVEL] = Pair.of(accountId, Levels.NONE);
        data[at + EXECUTION_POSITION] = Pair.of(NONE, NONE);
        open++;
        return order;
    }

    /** The order has ended; its place goes to the next one. */
    public void remove(int order) {
        int at = at(order);
        data[at + ID] = -data[at + ID];
        data[at + LINKS] = Pair.of(NONE, free);
        free = order;
        open--;
    }

    /** The order of an id, or {@link #NONE} when it has ended or never was. */
    public int find(long orderId) {
        int order = (int) orderId & MAX - 1;
        return orderId > 0 && order < used && data[at(order)] == orderId ? order : NONE;
    }

    public long id(int order) {
        return data[at(order)];
    }

    public long clientOrderId(int order) {
        return data[at(order) + CLIENT_ID];
    }

    public int accountId(int order) {
        return Pair.high(data[at(order) + ACCOUNT_LEVEL]);
    }

    /** The level it rests on. */
    public int level(int order) {
        return Pair.low(data[at(order) + ACCOUNT_LEVEL]);
    }

    void level(int order, int level) {
        int at = at(order) + ACCOUNT_LEVEL;
        data[at] = Pair.withLow(data[at], level);
    }

    /** Everything that can still trade. */
    public long leavesWh(int order) {
        return data[at(order) + LEAVES];
    }

    /** What it shows of it. */
    public long visibleWh(int order) {
        return data[at(order) + VISIBLE];
    }

    void quantities(int order, long leavesWh, long visibleWh) {
        data[at(order) + LEAVES] = leavesWh;
        data[at(order) + VISIBLE] = visibleWh;
    }

    /** The order behind it in its level's queue, or {@link #NONE}. */
    public int next(int order) {
        return Pair.low(data[at(order) + LINKS]);
    }

    int previous(int order) {
        return Pair.high(data[at(order) + LINKS]);
    }

    void links(int order, int previous, int next) {
        data[at(order) + LINKS] = Pair.of(previous, next);
    }

    void next(int order, int next) {
        int at = at(order) + LINKS;
        data[at] = Pair.withLow(data[at], next);
    }

    void previous(int order, int previous) {
        int at = at(order) + LINKS;
        data[at] = Pair.withHigh(data[at], previous);
    }

    /** What stays the same while it rests: the record of its signed version, side, maker fee, self-trade rule. */
    public void traits(int order, int version, Side side, int makerFeeBps, SelfTrade selfTrade) {
        int traits = side.code() << SIDE_SHIFT | selfTrade.code() << SELF_TRADE_SHIFT | makerFeeBps;
        data[at(order) + VERSION_TRAITS] = Pair.of(version, traits);
    }

    public int version(int order) {
        return Pair.high(data[at(order) + VERSION_TRAITS]);
    }

    public Side side(int order) {
        return Side.of(Pair.low(data[at(order) + VERSION_TRAITS]) >> SIDE_SHIFT);
    }

    public int makerFeeBps(int order) {
        return (int) data[at(order) + VERSION_TRAITS] & FEE_MASK;
    }

    public SelfTrade selfTrade(int order) {
        return SelfTrade.of((int) data[at(order) + VERSION_TRAITS] >> SELF_TRADE_SHIFT & 3);
    }

    /** Where the order's fills of the open batch may be gathered. */
    public int execution(int order) {
        return Pair.high(data[at(order) + EXECUTION_POSITION]);
    }

    public void execution(int order, int execution) {
        int at = at(order) + EXECUTION_POSITION;
        data[at] = Pair.withHigh(data[at], execution);
    }

    /** Where it stands among its account's open orders. */
    public int position(int order) {
        return Pair.low(data[at(order) + EXECUTION_POSITION]);
    }

    public void position(int order, int position) {
        int at = at(order) + EXECUTION_POSITION;
        data[at] = Pair.withLow(data[at], position);
    }

    /** Places ever used: what an id can point to. */
    public int used() { return used; }

    /** The place that the next order gets when it is one used before, or {@link #NONE}. */
    public int firstFree() {
        return free;
    }

    /** The free place that is given away after {@code order}. */
    public int nextFree(int order) {
        return Pair.low(data[at(order) + LINKS]);
    }

    /** The first line is that of {@link #NONE}: who links to no order writes there, and need not ask. */
    private static int at(int order) {
        return order + 1 << STRIDE_BITS;
    }

    /** Carries everything into an image, or out of one into what is new. */
    public void carry(StateImage image) {
        used = image.carry(used);
        free = image.carry(free);
        open = image.carry(open);
        data = image.carry(data, used + 1 << STRIDE_BITS);
    }
}
