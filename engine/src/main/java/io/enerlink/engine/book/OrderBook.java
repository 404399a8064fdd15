package io.enerlink.engine.book;

import io.enerlink.engine.image.StateImage;

/** One instrument's resting orders by price and time. Knows no money and tells nobody; whoever changes it does. */
public final class OrderBook {
    private final Orders orders;
    private final Levels levels;
    private final Ladder[] ladders;

    public OrderBook(int instrumentId, Orders orders, Levels levels) {
        this.orders = orders;
        this.levels = levels;
        ladders = new Ladder[]{new Ladder(instrumentId, Side.BID, levels),
                new Ladder(instrumentId, Side.ASK, levels)};
    }

    public Ladder ladder(Side side) {
        return ladders[side.code()];
    }

    /** Whether an order of {@code side} with that limit would trade at once. */
    public boolean wouldTrade(Side side, long limitTicks) {
        return side.crosses(limitTicks, ladder(side.opposite()).bestTicks());
    }

    /** Whether bids and asks overlap, as they do in a call auction. */
    public boolean isCrossed() {
        return wouldTrade(Side.BID, ladder(Side.BID).bestTicks());
    }

    /** Puts an order behind all others of its price. */
    public void rest(int order, Side side, long priceTicks, long leavesWh, long visibleWh) {
        int level = ladder(side).obtain(priceTicks);
        orders.level(order, level);
        orders.quantities(order, leavesWh, visibleWh);
        enqueue(order, level);
        levels.change(level, visibleWh, leavesWh, 1);
    }

    /** Takes an order out, whatever is left of it. */
    public void remove(int order) {
        int level = orders.level(order);
        dequeue(order, level);
        levels.change(level, -orders.visibleWh(order), -orders.leavesWh(order), -1);
        ladder(levels.side(level)).left(level);
    }

    /** Lowers what an order has left; it keeps its place. Not to zero: then it is removed. */
    public void reduce(int order, long leavesWh) {
        long visibleWh = Math.min(orders.visibleWh(order), leavesWh);
        levels.change(orders.level(order), visibleWh - orders.visibleWh(order), leavesWh - orders.leavesWh(order), 0);
        orders.quantities(order, leavesWh, visibleWh);
    }

    /** Fills a part of what an order shows. Filled to the end it stays in place, with nothing, until it is removed. */
    public void fill(int order, long quantityWh) {
        levels.change(orders.level(order), -quantityWh, -quantityWh, 0);
        orders.quantities(order, orders.leavesWh(order) - quantityWh, orders.visibleWh(order) - quantityWh);
    }

    /** Shows the next part of an iceberg, behind all others of its price. */
    public void showNext(int order, long displayWh) {
        int level = orders.level(order);
        long visibleWh = Math.min(displayWh, orders.leavesWh(order));
        dequeue(order, level);
        orders.quantities(order, orders.leavesWh(order), visibleWh);
        enqueue(order, level);
        levels.change(level, visibleWh, 0, 0);
    }

    /** Forgets a level that stayed empty, once that has been told. */
    public void drop(int level) {
        ladder(levels.side(level)).drop(level);
    }

    /**
     * Whether an order has neighbours is as good as random, so the queue is linked without asking: what would go to no
     * order goes to the line of {@link Orders#NONE}.
     */
    private void enqueue(int order, int level) {
        int last = levels.last(level);
        orders.links(order, last, Orders.NONE);
        orders.next(last, order);
        levels.queue(level, unlessNone(last, levels.first(level), order), order);
    }

    private void dequeue(int order, int level) {
        int previous = orders.previous(order);
        int next = orders.next(order);
        orders.next(previous, next);
        orders.previous(next, previous);
        levels.queue(level, unlessNone(previous, levels.first(level), next),
                unlessNone(next, levels.last(level), previous));
    }

    /** {@code some}, or {@code other} where there is no such neighbour. */
    private static int unlessNone(int neighbour, int some, int other) {
        int none = neighbour >> 31;
        return some & ~none | other & none;
    }

    /** Carries the two ladders into an image, or out of one into what is new. */
    public void carry(StateImage image) {
        for (Ladder ladder : ladders) ladder.carry(image);
    }
}
