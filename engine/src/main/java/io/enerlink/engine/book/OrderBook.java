package io.enerlink.engine.book;

import io.enerlink.engine.image.StateImage;

/** One instrument's resting orders by price and time. Knows no money and tells nobody; whoever changes it does. */
public final class OrderBook {
    private final Orders orders;
    private final Levels levels;
    private final Ladder bids;
    private final Ladder asks;

    public OrderBook(int instrumentId, Orders orders, Levels levels) {
        this.orders = orders;
        this.levels = levels;
        bids = new Ladder(instrumentId, Side.BID, levels);
        asks = new Ladder(instrumentId, Side.ASK, levels);
    }

    public Ladder ladder(Side side) {
        return side == Side.BID ? bids : asks;
    }

    /** Whether an order of {@code side} with that limit would trade at once. */
    public boolean wouldTrade(Side side, long limitTicks) {
        int best = ladder(side.opposite()).best();
        return best != Levels.NONE && side.crosses(limitTicks, levels.priceTicks(best));
    }

    /** Whether bids and asks overlap, as they do in a call auction. */
    public boolean isCrossed() {
        return bids.best() != Levels.NONE && wouldTrade(Side.BID, levels.priceTicks(bids.best()));
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
        if (levels.count(level) == 0) ladder(levels.side(level)).emptied(level);
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

    private void enqueue(int order, int level) {
        int last = levels.last(level);
        orders.links(order, last, Orders.NONE);
        if (last == Orders.NONE) {
            levels.queue(level, order, order);
        } else {
            orders.next(last, order);
            levels.queue(level, levels.first(level), order);
        }
    }

    private void dequeue(int order, int level) {
        int previous = orders.previous(order);
        int next = orders.next(order);
        int first = levels.first(level);
        int last = levels.last(level);
        if (previous == Orders.NONE) first = next;
        else
            orders.next(previous, next);
        if (next == Orders.NONE) last = previous;
        else
            orders.previous(next, previous);
        levels.queue(level, first, last);
    }

    /** Carries the two ladders into an image, or out of one into what is new. */
    public void carry(StateImage image) {
        bids.carry(image);
        asks.carry(image);
    }
}
