package io.enerlink.benchmarks.book;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The order book of the textbook: a sorted map of prices for each side, a linked list of orders at each price, and a hash
 * map of all orders. Checks no risk. Held against ours in every benchmark, and the judge of its answers.
 */
public final class Textbook {
    /** An order; in the list of its level while it rests. */
    public static final class Order {
        public final long id;
        public final int side;
        public final int account;
        public final int number;
        public long price;
        public long total;
        public long leaves;
        private Order previous;
        private Order next;
        private Level level;

        private Order(long id, int side, int account, int number, long price, long quantity) {
            this.id = id;
            this.side = side;
            this.account = account;
            this.number = number;
            this.price = price;
            total = quantity;
            leaves = quantity;
        }
    }

    /** What rests at a price. */
    public static final class Level {
        public final long price;
        public long volume;
        public int count;
        private Order first;
        private Order last;

        private Level(long price) { this.price = price; }

        private void add(Order order) {
            order.level = this;
            order.previous = last;
            order.next = null;
            if (last == null) first = order;
            else
                last.next = order;
            last = order;
            volume += order.leaves;
            count++;
        }

        private void remove(Order order) {
            if (order.previous == null) first = order.next;
            else
                order.previous.next = order.next;
            if (order.next == null) last = order.previous;
            else
                order.next.previous = order.previous;
            volume -= order.leaves;
            count--;
        }
    }

    /** Hears trades as they happen. */
    @FunctionalInterface
    public interface Trades {
        void traded(Order maker, Order taker, long price, long quantity);
    }

    private final Map<Long, Order> orders = new HashMap<>();
    private final TreeMap<Long, Level> bids = new TreeMap<>((a, b) -> Long.compare(b, a));
    private final TreeMap<Long, Level> asks = new TreeMap<>();
    private final Trades trades;

    public Textbook(Trades trades) { this.trades = trades; }

    public TreeMap<Long, Level> levels(int side) {
        return side == 0 ? bids : asks;
    }

    /** The resting order of an id, or null. */
    public Order find(long id) {
        return orders.get(id);
    }

    public int size() {
        return orders.size();
    }

    public Order place(long id, int side, int account, int number, long price, long quantity, boolean rests) {
        Order order = new Order(id, side, account, number, price, quantity);
        match(order);
        if (order.leaves > 0 && rests) {
            orders.put(id, order);
            rest(order);
        }
        return order;
    }

    /** @return whether there was such an order */
    public boolean cancel(long id) {
        Order order = orders.remove(id);
        if (order == null) return false;
        leave(order);
        return true;
    }

    public boolean reduce(long id, long by) {
        Order order = orders.get(id);
        if (order == null) return false;
        if (by >= order.leaves) return cancel(id);
        order.leaves -= by;
        order.total -= by;
        order.level.volume -= by;
        return true;
    }

    public boolean move(long id, long price) {
        Order order = orders.get(id);
        if (order == null) return false;
        leave(order);
        order.price = price;
        match(order);
        if (order.leaves > 0) rest(order);
        else
            orders.remove(id);
        return true;
    }

    private void match(Order taker) {
        TreeMap<Long, Level> opposite = levels(1 - taker.side);
        while (taker.leaves > 0 && !opposite.isEmpty()) {
            Level level = opposite.firstEntry().getValue();
            if (taker.side == 0 ? level.price > taker.price : level.price < taker.price) return;
            while (taker.leaves > 0 && level.first != null) fill(level, level.first, taker);
            if (level.first == null) opposite.pollFirstEntry();
        }
    }

    private void fill(Level level, Order maker, Order taker) {
        long quantity = Math.min(maker.leaves, taker.leaves);
        maker.leaves -= quantity;
        taker.leaves -= quantity;
        level.volume -= quantity;
        if (maker.leaves == 0) {
            level.remove(maker);
            orders.remove(maker.id);
        }
        trades.traded(maker, taker, level.price, quantity);
    }

    private void rest(Order order) {
        levels(order.side).computeIfAbsent(order.price, Level::new).add(order);
    }

    private void leave(Order order) {
        order.level.remove(order);
        if (order.level.count == 0) levels(order.side).remove(order.price);
    }
}
