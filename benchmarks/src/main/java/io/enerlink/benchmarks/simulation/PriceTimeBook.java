package io.enerlink.benchmarks.simulation;

import io.enerlink.engine.book.Side;
import io.enerlink.engine.client.EventHandler;
import io.enerlink.engine.matching.TradingState;
import io.enerlink.engine.message.AuctionUncrossedDecoder;
import io.enerlink.engine.message.LevelChangedDecoder;
import io.enerlink.engine.message.OrderAcceptedDecoder;
import io.enerlink.engine.message.OrderCanceledDecoder;
import io.enerlink.engine.message.OrderReplacedDecoder;
import io.enerlink.engine.message.TradedDecoder;
import io.enerlink.engine.message.TradingChangedDecoder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongUnaryOperator;

/**
 * A naive book that knows only what the engine says, and from their owners what icebergs show: every trade must be with
 * the first order of the best price on the other side, at that price, and no crossing may be left over. What overlaps
 * after a call auction must trade at one price, at which most can trade and least is left over.
 */
final class PriceTimeBook implements EventHandler {
    private static final class Order {
        private final long id;
        private final Side side;
        private final long displayWh;
        private long priceTicks;
        private long leavesWh;
        private long visibleWh;

        private Order(long id, Side side, long displayWh) {
            this.id = id;
            this.side = side;
            this.displayWh = displayWh;
        }

        private void showNext() {
            visibleWh = displayWh == 0 ? leavesWh : Math.min(displayWh, leavesWh);
        }
    }

    private final Map<Side, TreeMap<Long, LinkedHashMap<Long, Order>>> sides = new EnumMap<>(Side.class);
    private final Map<Long, Order> orders = new HashMap<>();
    private final LongUnaryOperator displayWh;
    private Order incoming;
    private TradingState state = TradingState.OPEN;
    /** What trades since a call auction ended, in the order of the trades; null where none ends now. */
    private Auction auction;

    /** A book whose sides overlapped; totals by limit. */
    private record Auction(Map<Side, TreeMap<Long, Long>> totals, List<Long> tradedTicks) {
        private long reachingWh(Side side, long priceTicks) {
            return totals.get(side).entrySet().stream().filter(limit -> side.crosses(limit.getKey(), priceTicks))
                    .mapToLong(Map.Entry::getValue).sum();
        }

        private long volumeWh(long priceTicks) {
            return Math.min(reachingWh(Side.BID, priceTicks), reachingWh(Side.ASK, priceTicks));
        }

        private long surplusWh(long priceTicks) {
            return reachingWh(Side.BID, priceTicks) - reachingWh(Side.ASK, priceTicks);
        }
    }

    /** @param displayWh by an order's client id; 0 shows all of it */
    PriceTimeBook(LongUnaryOperator displayWh) {
        this.displayWh = displayWh;
        sides.put(Side.BID, new TreeMap<>(Comparator.reverseOrder()));
        sides.put(Side.ASK, new TreeMap<>());
    }

    @Override
    public void onOrderAccepted(long sequence, long timestampMs, OrderAcceptedDecoder event) {
        if (event.duplicate() == 1) return;
        enter(new Order(event.orderId(), Side.of(event.side()),
                displayWh.applyAsLong(event.clientOrderId())), event.priceTicks(), event.quantityWh());
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
            order.visibleWh = Math.min(order.visibleWh, order.leavesWh);
        } else {
            leave(order);
            enter(order, event.priceTicks(), event.leavesWh());
        }
    }

    @Override
    public void onTraded(long sequence, long timestampMs, TradedDecoder event) {
        if (auction == null) tradedAtOnce(event);
        else
            tradedInAuction(event);
    }

    private void tradedAtOnce(TradedDecoder event) {
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
        fill(incoming, event.quantityWh(), event.takerLeavesWh());
        fillResting(maker, event.quantityWh(), event.makerLeavesWh());
        if (incoming.leavesWh == 0) drop(incoming);
    }

    private void tradedInAuction(TradedDecoder event) {
        auction.tradedTicks().add(event.priceTicks());
        Side takers = Side.of(event.takerSide());
        Order taker = first(takers);
        Order maker = first(takers.opposite());
        require(taker.id == event.takerOrderId() && maker.id == event.makerOrderId(), "trade " + event.tradeId()
                + " of a call auction is between " + event.takerOrderId() + " and " + event.makerOrderId() + ", before "
                + taker.id + " and " + maker.id);
        for (Order order : List.of(maker, taker))
            require(order.side.crosses(order.priceTicks, event.priceTicks()), "trade " + event.tradeId()
                    + " is worse than the limit of order " + order.id);
        fillResting(maker, event.quantityWh(), event.makerLeavesWh());
        fillResting(taker, event.quantityWh(), event.takerLeavesWh());
    }

    private Order first(Side side) {
        require(!sides.get(side).isEmpty(), "a trade with an empty book");
        return sides.get(side).firstEntry().getValue().firstEntry().getValue();
    }

    /** An iceberg that has traded all that it shows goes behind the others of its price. */
    private void fillResting(Order order, long quantityWh, long leavesWh) {
        fill(order, quantityWh, leavesWh);
        order.visibleWh -= quantityWh;
        require(order.visibleWh >= 0, "order " + order.id + " traded more than it shows");
        if (order.leavesWh == 0) drop(order);
        else if (order.visibleWh == 0) {
            LinkedHashMap<Long, Order> level = sides.get(order.side).get(order.priceTicks);
            level.remove(order.id);
            level.put(order.id, order);
            order.showNext();
        }
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
        long quantityWh = level == null ? 0 : level.values().stream().mapToLong(order -> order.visibleWh).sum();
        require(quantityWh == event.quantityWh(), "level " + event.priceTicks() + " shows " + event.quantityWh()
                + ", not " + quantityWh);
    }

    @Override
    public void onTradingChanged(long sequence, long timestampMs, TradingChangedDecoder event) {
        state = TradingState.values()[event.state()];
        auction = state == TradingState.OPEN ? auction() : null;
    }

    private Auction auction() {
        Map<Side, TreeMap<Long, Long>> totals = new EnumMap<>(Side.class);
        sides.forEach((side, levels) -> {
            TreeMap<Long, Long> bySide = new TreeMap<>();
            levels.forEach((priceTicks, level) -> bySide.put(priceTicks,
                    level.values().stream().mapToLong(order -> order.leavesWh).sum()));
            totals.put(side, bySide);
        });
        return new Auction(totals, new ArrayList<>());
    }

    @Override
    public void onAuctionUncrossed(long sequence, long timestampMs, AuctionUncrossedDecoder event) {
        long priceTicks = event.priceTicks();
        require(auction.tradedTicks().stream().allMatch(ticks -> ticks == priceTicks), "a call auction at " + priceTicks
                + " traded at " + auction.tradedTicks());
        if (priceTicks > 0) requireBestPrice(priceTicks, event.surplusWh());
        auction = auction();
    }

    private void requireBestPrice(long priceTicks, long surplusWh) {
        require(auction.surplusWh(priceTicks) == surplusWh, "a call auction at " + priceTicks + " leaves over "
                + auction.surplusWh(priceTicks) + ", not " + surplusWh);
        for (Side side : Side.values())
            for (long ticks : auction.totals().get(side).keySet()) {
                long volumeWh = auction.volumeWh(ticks);
                boolean better = volumeWh > auction.volumeWh(priceTicks) || volumeWh == auction.volumeWh(priceTicks)
                        && Math.abs(auction.surplusWh(ticks)) < Math.abs(surplusWh);
                require(!better, "a call auction at " + priceTicks + " had been better at " + ticks);
            }
    }

    @Override
    public void onCommandEnd(long sequence, long timestampMs) {
        rest();
        auction = null;
        if (state != TradingState.OPEN) return;
        if (sides.get(Side.BID).isEmpty() || sides.get(Side.ASK).isEmpty()) return;
        long bid = sides.get(Side.BID).firstKey();
        long ask = sides.get(Side.ASK).firstKey();
        require(bid < ask, "a bid at " + bid + " and an ask at " + ask + " did not trade");
    }

    private void rest() {
        if (incoming == null) return;
        incoming.showNext();
        sides.get(incoming.side).computeIfAbsent(incoming.priceTicks, price -> new LinkedHashMap<>())
                .put(incoming.id, incoming);
        incoming = null;
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) throw new Violation(Check.PRICE_TIME, otherwise);
    }
}
