package io.enerlink.gateway.cli;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import io.enerlink.engine.book.Side;
import io.enerlink.engine.client.EventHandler;
import io.enerlink.engine.matching.MarketEventKind;
import io.enerlink.engine.message.BatchClosedDecoder;
import io.enerlink.engine.message.BatchFinalDecoder;
import io.enerlink.engine.message.LevelChangedDecoder;
import io.enerlink.engine.message.MarketEventAppliedDecoder;
import io.enerlink.engine.message.OrderAcceptedDecoder;
import io.enerlink.engine.message.StateRestatedDecoder;
import io.enerlink.engine.message.TradeRestatedDecoder;
import io.enerlink.engine.message.TradedDecoder;

/** Counts what the engine did since the data folder began, replay and what a snapshot says included. Read by any thread. */
final class EngineTotals implements EventHandler {
    /**
     * How things stand.
     *
     * @param repaidUwh ETK burned out of escrow for debts
     * @param bestBidTicks,bestAskTicks of the first instrument, 0 where a side is empty
     */
    record Snapshot(long ordersAccepted, long trades, long batchesFinal, long tradesFinal,
            long repaidUwh, long bestBidTicks, long bestAskTicks) {
        /** Trades that are matched and not final on the chain. */
        long tradesPending() { return trades - tradesFinal; }
    }

    private final TreeMap<Long, Long> bids = new TreeMap<>();
    private final TreeMap<Long, Long> asks = new TreeMap<>();
    private final Map<Long, Long> tradesOfPendingBatches = new HashMap<>();
    private long ordersAccepted;
    private long trades;
    private long batchesFinal;
    private long tradesFinal;
    private long repaidUwh;
    private volatile Snapshot snapshot = new Snapshot(0, 0, 0, 0, 0, 0, 0);

    Snapshot now() { return snapshot; }

    @Override
    public void onStateRestated(long sequence, long timestampMs, StateRestatedDecoder event) {
        ordersAccepted = event.ordersAccepted();
        trades = event.lastTradeId();
        tradesFinal = trades;
        batchesFinal = event.lastFinalBatchId();
        repaidUwh = event.repaidUwh();
    }

    @Override
    public void onTradeRestated(long sequence, long timestampMs, TradeRestatedDecoder event) {
        tradesFinal--;
    }

    @Override
    public void onOrderAccepted(long sequence, long timestampMs, OrderAcceptedDecoder event) {
        if (event.duplicate() == 0) ordersAccepted++;
    }

    @Override
    public void onTraded(long sequence, long timestampMs, TradedDecoder event) {
        trades++;
    }

    @Override
    public void onBatchClosed(long sequence, long timestampMs, BatchClosedDecoder event) {
        tradesOfPendingBatches.put(event.batchId(), event.lastTradeId() - event.firstTradeId() + 1);
    }

    @Override
    public void onBatchFinal(long sequence, long timestampMs, BatchFinalDecoder event) {
        batchesFinal++;
        tradesFinal += tradesOfPendingBatches.remove(event.batchId());
    }

    @Override
    public void onMarketEventApplied(long sequence, long timestampMs, MarketEventAppliedDecoder event) {
        if (event.kind() == MarketEventKind.REPAID.code()) repaidUwh += event.amount();
    }

    @Override
    public void onLevelChanged(long sequence, long timestampMs, LevelChangedDecoder event) {
        if (event.instrumentId() != EngineSetup.FIRST_INSTRUMENT_ID) return;
        TreeMap<Long, Long> side = event.side() == Side.BID.code() ? bids : asks;
        if (event.quantityWh() == 0) side.remove(event.priceTicks());
        else
            side.put(event.priceTicks(), event.quantityWh());
    }

    @Override
    public void onBatchEnd() {
        snapshot = new Snapshot(ordersAccepted, trades, batchesFinal, tradesFinal, repaidUwh,
                bids.isEmpty() ? 0 : bids.lastKey(), asks.isEmpty() ? 0 : asks.firstKey());
    }
}
