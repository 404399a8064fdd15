package io.enerlink.settlement.history;

import io.enerlink.engine.client.EventHandler;
import io.enerlink.engine.matching.MarketEventKind;
import io.enerlink.engine.message.AccountOpenedDecoder;
import io.enerlink.engine.message.AccountRestatedDecoder;
import io.enerlink.engine.message.AgentChangedDecoder;
import io.enerlink.engine.message.MarketEventAppliedDecoder;
import io.enerlink.engine.message.OrderAcceptedDecoder;
import io.enerlink.engine.message.OrderCanceledDecoder;
import io.enerlink.engine.message.OrderReplacedDecoder;
import io.enerlink.engine.message.OrderRestatedDecoder;
import io.enerlink.engine.message.TradedDecoder;
import io.enerlink.engine.book.OrderType;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Rows that wait to be stored together, made of the engine's events. Not thread-safe. */
final class HistoryRows implements EventHandler {
    /** Where rows go, in the order of the columns. What is there already stays as it is. */
    enum Table {
        ACCOUNT(3), PLACED_ORDER(14), EXECUTION(12), TRADE(15), APPROVAL(5), DEPOSIT(6);

        private final String insert;

        Table(int columns) {
            insert = "INSERT INTO " + name().toLowerCase(Locale.ROOT) + " VALUES (?"
                    + ", ?".repeat(columns - 1) + ") ON CONFLICT DO NOTHING";
        }

        String insert() { return insert; }
    }

    /** Which candle. */
    record Span(int instrumentId, long lengthMs, long openMs) {}

    private static final int ADDRESS_BYTES = 20;

    private final long[] candleMs;
    private final Map<Table, List<Object[]>> rows = new EnumMap<>(Table.class);
    private final Map<Span, Candle> candles = new LinkedHashMap<>();
    private final byte[] address = new byte[ADDRESS_BYTES];
    private int size;
    private long through;

    /** @param candleMs how long candles are */
    HistoryRows(long... candleMs) {
        this.candleMs = candleMs.clone();
        for (Table table : Table.values()) rows.put(table, new ArrayList<>());
    }

    List<Object[]> of(Table table) {
        return rows.get(table);
    }

    Map<Span, Candle> candles() { return candles; }

    int size() { return size; }

    /** The last command of which everything is here, or was stored before. */
    long through() { return through; }

    void through(long sequence) { through = sequence; }

    void clear() {
        rows.values().forEach(List::clear);
        candles.clear();
        size = 0;
    }

    private void add(Table table, Object... row) {
        rows.get(table).add(row);
        size++;
    }

    @Override
    public void onAccountOpened(long sequence, long timestampMs, AccountOpenedDecoder event) {
        event.getAddress(address, 0, ADDRESS_BYTES);
        add(Table.ACCOUNT, event.accountId(), hex(), 0L);
    }

    /** An account of before the history began; the row is the one of its AccountOpened, which came just before. */
    @Override
    public void onAccountRestated(long sequence, long timestampMs, AccountRestatedDecoder event) {
        of(Table.ACCOUNT).getLast()[2] = event.accountSeq();
    }

    @Override
    public void onOrderAccepted(long sequence, long timestampMs, OrderAcceptedDecoder event) {
        if (event.duplicate() != 0) return;
        add(Table.PLACED_ORDER, event.orderId(), event.accountId(), event.clientOrderId(), event.instrumentId(),
                event.side(), event.orderType(), event.timeInForce(), event.postOnly() != 0, event.priceTicks(),
                event.quantityWh(), event.expiryMs(), event.nonce(), sequence, timestampMs);
        execution(event.accountId(), event.accountSeq(), PastExecution.Type.NEW, event.orderId(), event.leavesWh(),
                null, null, sequence, timestampMs);
    }

    /** An order of before the history began. */
    @Override
    public void onOrderRestated(long sequence, long timestampMs, OrderRestatedDecoder event) {
        add(Table.PLACED_ORDER, event.orderId(), event.accountId(), event.clientOrderId(), event.instrumentId(),
                event.side(), OrderType.LIMIT.code(), event.timeInForce(), event.postOnly() != 0, event.priceTicks(),
                event.quantityWh(), event.expiryMs(), event.nonce(), event.sequence(), event.acceptedMs());
    }

    @Override
    public void onTraded(long sequence, long timestampMs, TradedDecoder event) {
        add(Table.TRADE, event.tradeId(), event.batchId(), event.instrumentId(), event.priceTicks(),
                event.quantityWh(), event.quote(), event.takerSide(), event.makerOrderId(), event.makerAccountId(),
                event.makerFee(), event.takerOrderId(), event.takerAccountId(), event.takerFee(), sequence,
                timestampMs);
        execution(event.makerAccountId(), event.makerAccountSeq(), PastExecution.Type.TRADE, event.makerOrderId(),
                event.makerLeavesWh(), event.tradeId(), null, sequence, timestampMs);
        execution(event.takerAccountId(), event.takerAccountSeq(), PastExecution.Type.TRADE, event.takerOrderId(),
                event.takerLeavesWh(), event.tradeId(), null, sequence, timestampMs);
        for (long lengthMs : candleMs) {
            long openMs = timestampMs - Math.floorMod(timestampMs, lengthMs);
            candles.merge(new Span(event.instrumentId(), lengthMs, openMs),
                    Candle.of(openMs, event.priceTicks(), event.quantityWh()), Candle::and);
        }
    }

    @Override
    public void onOrderCanceled(long sequence, long timestampMs, OrderCanceledDecoder event) {
        execution(event.accountId(), event.accountSeq(), PastExecution.Type.CANCELED, event.orderId(),
                event.leavesWh(), null, event.reason(), sequence, timestampMs);
    }

    @Override
    public void onOrderReplaced(long sequence, long timestampMs, OrderReplacedDecoder event) {
        add(Table.EXECUTION, event.accountId(), event.accountSeq(), PastExecution.Type.REPLACED.ordinal(),
                event.orderId(), event.leavesWh(), event.priceTicks(), event.quantityWh(), event.expiryMs(), null, null,
                sequence, timestampMs);
    }

    @Override
    public void onAgentChanged(long sequence, long timestampMs, AgentChangedDecoder event) {
        event.getAgent(address, 0, ADDRESS_BYTES);
        add(Table.APPROVAL, event.accountId(), hex(), sequence, event.expiryMs(), timestampMs);
    }

    @Override
    public void onMarketEventApplied(long sequence, long timestampMs, MarketEventAppliedDecoder event) {
        if (event.kind() != MarketEventKind.DEPOSIT.code()) return;
        add(Table.DEPOSIT, event.eventSeq(), event.accountId(), event.asset(), event.amount(), sequence, timestampMs);
    }

    private void execution(int accountId, long seq, PastExecution.Type type, long orderId, long leavesWh, Long tradeId,
            Short reason, long sequence, long timestampMs) {
        add(Table.EXECUTION, accountId, seq, type.ordinal(), orderId, leavesWh, null, null, null, tradeId, reason,
                sequence, timestampMs);
    }

    private String hex() {
        return "0x" + HexFormat.of().formatHex(address);
    }
}
