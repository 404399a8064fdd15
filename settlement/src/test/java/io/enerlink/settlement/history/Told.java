package io.enerlink.settlement.history;

import io.enerlink.engine.client.EventHandler;
import io.enerlink.engine.message.OrderAcceptedDecoder;
import io.enerlink.engine.message.OrderCanceledDecoder;
import io.enerlink.engine.message.OrderReplacedDecoder;
import io.enerlink.engine.message.TradedDecoder;
import io.enerlink.settlement.history.PastExecution.Fill;
import io.enerlink.settlement.history.PastExecution.PastOrder;
import io.enerlink.settlement.history.PastExecution.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Everything that the history has to know, kept simply, as the engine told it the first time. Thread-safe. */
final class Told implements EventHandler {
    private final Map<Long, PastOrder> orders = new HashMap<>();
    private final Map<Integer, List<PastExecution>> executions = new HashMap<>();
    private final List<PastTrade> trades = new ArrayList<>();
    private long heard;

    synchronized List<PastExecution> executions(int accountId) {
        return List.copyOf(executions.getOrDefault(accountId, List.of()));
    }

    /** Oldest first. */
    synchronized List<PastTrade> trades() {
        return List.copyOf(trades);
    }

    /** Of all trades, newest first. */
    synchronized List<Candle> candles(long lengthMs) {
        Map<Long, Candle> candles = new java.util.TreeMap<>(java.util.Comparator.reverseOrder());
        for (PastTrade trade : trades) {
            long openMs = trade.atMs() / lengthMs * lengthMs;
            Candle known = candles.get(openMs);
            candles.put(openMs, known == null ? Candle.of(openMs, trade.priceTicks(), trade.quantityWh())
                    : known.with(trade.priceTicks(), trade.quantityWh()));
        }
        return List.copyOf(candles.values());
    }

    @Override
    public synchronized void onOrderAccepted(long sequence, long timestampMs, OrderAcceptedDecoder event) {
        if (sequence <= heard || event.duplicate() != 0) return;
        PastOrder order = new PastOrder(event.orderId(), event.clientOrderId(), event.instrumentId(), event.side(),
                event.orderType(), event.timeInForce(), event.postOnly() != 0, event.priceTicks(), event.quantityWh(),
                event.leavesWh(), event.expiryMs(), event.nonce(), sequence, timestampMs);
        add(event.accountId(), new PastExecution(event.accountSeq(), Type.NEW, order, null, -1, timestampMs));
    }

    @Override
    public synchronized void onTraded(long sequence, long timestampMs, TradedDecoder event) {
        if (sequence <= heard) return;
        trades.add(new PastTrade(event.tradeId(), event.priceTicks(), event.quantityWh(), event.takerSide(),
                timestampMs));
        fill(event.makerAccountId(), event.makerAccountSeq(), event.makerOrderId(), event.makerLeavesWh(),
                event.makerFee(), true, event, timestampMs);
        fill(event.takerAccountId(), event.takerAccountSeq(), event.takerOrderId(), event.takerLeavesWh(),
                event.takerFee(), false, event, timestampMs);
    }

    private void fill(int accountId, long seq, long orderId, long leavesWh, long fee, boolean maker,
            TradedDecoder event, long timestampMs) {
        Fill fill = new Fill(event.tradeId(), event.batchId(), event.priceTicks(), event.quantityWh(), fee, maker);
        add(accountId, new PastExecution(seq, Type.TRADE, left(orders.get(orderId), leavesWh), fill, -1, timestampMs));
    }

    @Override
    public synchronized void onOrderCanceled(long sequence, long timestampMs, OrderCanceledDecoder event) {
        if (sequence <= heard) return;
        add(event.accountId(), new PastExecution(event.accountSeq(), Type.CANCELED,
                left(orders.get(event.orderId()), event.leavesWh()), null, event.reason(), timestampMs));
    }

    @Override
    public synchronized void onOrderReplaced(long sequence, long timestampMs, OrderReplacedDecoder event) {
        if (sequence <= heard) return;
        PastOrder was = orders.get(event.orderId());
        PastOrder order = new PastOrder(was.orderId(), was.clientOrderId(), was.instrumentId(), was.side(),
                was.orderType(), was.timeInForce(), was.postOnly(), event.priceTicks(), event.quantityWh(),
                event.leavesWh(), event.expiryMs(), was.nonce(), sequence, was.acceptedMs());
        add(event.accountId(), new PastExecution(event.accountSeq(), Type.REPLACED, order, null, -1, timestampMs));
    }

    @Override
    public synchronized void onCommandEnd(long sequence, long timestampMs) {
        heard = Math.max(heard, sequence);
    }

    private static PastOrder left(PastOrder was, long leavesWh) {
        return new PastOrder(was.orderId(), was.clientOrderId(), was.instrumentId(), was.side(), was.orderType(),
                was.timeInForce(), was.postOnly(), was.priceTicks(), was.quantityWh(), leavesWh, was.expiryMs(),
                was.nonce(), was.sequence(), was.acceptedMs());
    }

    private void add(int accountId, PastExecution execution) {
        orders.put(execution.order().orderId(), execution.order());
        executions.computeIfAbsent(accountId, account -> new ArrayList<>()).add(execution);
    }
}
