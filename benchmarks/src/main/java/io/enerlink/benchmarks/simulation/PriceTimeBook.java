package io.enerlink.benchmarks.simulation;

import io.enerlink.engine.book.Side;
import io.enerlink.engine.client.EventHandler;
import io.enerlink.engine.message.LevelChangedDecoder;
import io.enerlink.engine.message.OrderAcceptedDecoder;
import io.enerlink.engine.message.OrderCanceledDecoder;
import io.enerlink.engine.message.OrderReplacedDecoder;
import io.enerlink.engine.message.TradedDecoder;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * A naive book that knows only what the engine says: every trade must be with the first order of the best price on the
 * other side, at that price, and no crossing may be left over.
 */
final class PriceTimeBook implements EventHandler {
    private static final class Order {
        private final long id;
        private final Side side;
        private long priceTicks;
        private long leavesWh;

        private Order(long id, Side side) {
            this.id = id;
            this.side = side;
        }
    }

    private final Map<Side, TreeMap<Long, LinkedHashMap<Long, Order>>> sides = new EnumMap<>(Side.class);
    private final Map<Long, Order> orders = new HashMap<>();
    private Order incoming;

    PriceTimeBook() {
        sides.put(Side.BID, new TreeMap<>(Comparator.reverseOrder()));
        sides.put(Side.ASK, new TreeMap<>());
    }

    @Override
    public void onOrderAccepted(long sequence, long timestampMs, OrderAcceptedDecoder event) {
        if (event.duplicate() == 1) return;
        enter(new Order(event.orderId(), Side.of(event.side())), event.priceTicks(), event.quantityWh());
        require(orders.put(event.orderId(), incoming) == null, "order " + event.orderId() + " was accepted twice");
    }

    private void enter(Order order, long priceTicks, long leavesWh) {
        order.priceTicks = priceTicks;
        order.leavesWh = leavesWh;
        incoming = order;
    }

    @Override
    public void onOrderReplaced(long sequence, long timestampMs, OrderReplacedDecoder event) {
        Order order = orders.get(event.orderId());
        require(order != null, "order " + event.orderId() + " was replaced and is not open");
        if (event.keptPriority() == 1) {
            order.leavesWh = event.leavesWh();
        } else {
            leave(order);
            enter(order, event.priceTicks(), event.leavesWh());
        }
    }

    @Override
    public void onTraded(long sequence, long timestampMs, TradedDecoder event) {
        Side makers = Side.of(event.takerSide()).opposite();
        Map.Entry<Long, LinkedHashMap<Long, Order>> best = sides.get(makers).firstEntry();
        require(best != null, "trade " + event.tradeId() + " with an empty book");
        Order maker = best.getValue().firstEntry().getValue();
        require(maker.id == event.makerOrderId() && maker.priceTicks == event.priceTicks(), "trade " + event.tradeId()
                + " is with order " + event.makerOrderId() + " at " + event.priceTicks() + ", before order " + maker.id
                + " at " + maker.priceTicks);
        require(incoming != null && incoming.id == event.takerOrderId(), "order " + event.takerOrderId()
                + " trades and did not come now");
        require(makers.opposite().crosses(incoming.priceTicks, maker.priceTicks), "trade " + event.tradeId()
                + " is worse than its taker's limit");
        fill(maker, event.quantityWh(), event.makerLeavesWh());
        fill(incoming, event.quantityWh(), event.takerLeavesWh());
        if (maker.leavesWh == 0) drop(maker);
        if (incoming.leavesWh == 0) drop(incoming);
    }

    private static void fill(Order order, long quantityWh, long leavesWh) {
        order.leavesWh -= quantityWh;
        require(quantityWh > 0 && order.leavesWh == leavesWh, "order " + order.id + " has " + leavesWh
                + " left after a fill of " + quantityWh + ", not " + order.leavesWh);
    }

    @Override
    public void onOrderCanceled(long sequence, long timestampMs, OrderCanceledDecoder event) {
        Order order = orders.get(event.orderId());
        require(order != null, "order " + event.orderId() + " was cancelled and is not open");
        require(order.leavesWh == event.leavesWh(), "order " + order.id + " ended with " + event.leavesWh() + ", not "
                + order.leavesWh);
        drop(order);
    }

    private void drop(Order order) {
        leave(order);
        orders.remove(order.id);
    }

    private void leave(Order order) {
        if (order == incoming) {
            incoming = null;
            return;
        }
        TreeMap<Long, LinkedHashMap<Long, Order>> side = sides.get(order.side);
        LinkedHashMap<Long, Order> level = side.get(order.priceTicks);
        level.remove(order.id);
        if (level.isEmpty()) side.remove(order.priceTicks);
    }

    @Override
    public void onLevelChanged(long sequence, long timestampMs, LevelChangedDecoder event) {
        rest();
        LinkedHashMap<Long, Order> level = sides.get(Side.of(event.side())).get(event.priceTicks());
        long quantityWh = level == null ? 0 : level.values().stream().mapToLong(order -> order.leavesWh).sum();
        require(quantityWh == event.quantityWh(), "level " + event.priceTicks() + " shows " + event.quantityWh()
                + ", not " + quantityWh);
    }

    @Override
    public void onCommandEnd(long sequence, long timestampMs) {
        rest();
        if (sides.get(Side.BID).isEmpty() || sides.get(Side.ASK).isEmpty()) return;
        long bid = sides.get(Side.BID).firstKey();
        long ask = sides.get(Side.ASK).firstKey();
        require(bid < ask, "a bid at " + bid + " and an ask at " + ask + " did not trade");
    }

    private void rest() {
        if (incoming == null) return;
        sides.get(incoming.side).computeIfAbsent(incoming.priceTicks, price -> new LinkedHashMap<>())
                .put(incoming.id, incoming);
        incoming = null;
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) throw new Violation(Check.PRICE_TIME, otherwise);
    }
}
