package io.enerlink.engine.matching;

import io.enerlink.engine.client.EventHandler;
import io.enerlink.engine.message.AccountOpenedDecoder;
import io.enerlink.engine.message.AccountRestatedDecoder;
import io.enerlink.engine.message.AgentChangedDecoder;
import io.enerlink.engine.message.BalanceChangedDecoder;
import io.enerlink.engine.message.BatchClosedDecoder;
import io.enerlink.engine.message.BatchExecutionDecoder;
import io.enerlink.engine.message.BatchFinalDecoder;
import io.enerlink.engine.message.BatchVoidedDecoder;
import io.enerlink.engine.message.DebtReservedDecoder;
import io.enerlink.engine.message.InstrumentAddedDecoder;
import io.enerlink.engine.message.LevelChangedDecoder;
import io.enerlink.engine.message.MarketEventAppliedDecoder;
import io.enerlink.engine.message.OrderAcceptedDecoder;
import io.enerlink.engine.message.OrderCanceledDecoder;
import io.enerlink.engine.message.OrderReplacedDecoder;
import io.enerlink.engine.message.OrderRestatedDecoder;
import io.enerlink.engine.message.StateRestatedDecoder;
import io.enerlink.engine.message.StorageChangedDecoder;
import io.enerlink.engine.message.TradeRestatedDecoder;
import io.enerlink.engine.message.TradedDecoder;
import io.enerlink.engine.message.TradingChangedDecoder;
import io.enerlink.engine.message.WithdrawalEndedDecoder;
import io.enerlink.engine.message.WithdrawalReservedDecoder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.agrona.DirectBuffer;

/** What a listener knows: of the live events, or of those that a start from a snapshot tells. Both must be the same. */
final class Known implements EventHandler {
    private final Map<String, String> facts = new TreeMap<>();
    private final Map<Long, String> orders = new TreeMap<>();
    private String closing = "";

    String text() {
        return String.join("\n", facts.entrySet().stream().map(fact -> fact.getKey() + " " + fact.getValue()).toList());
    }

    private static String hex(DirectBuffer buffer, int offset, int length) {
        byte[] bytes = new byte[length];
        buffer.getBytes(offset, bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private void know(String what, Object... values) {
        facts.put(what, Arrays.toString(values));
    }

    private long number(String what) {
        return Long.parseLong(facts.getOrDefault(what, "[0]").replaceAll("[^-0-9]", ""));
    }

    private void raise(String what, long value) {
        if (value > number(what)) know(what, value);
    }

    @Override
    public void onInstrumentAdded(long sequence, long timestampMs, InstrumentAddedDecoder event) {
        know("instrument " + event.instrumentId(), event.symbol(), event.lotWh(), event.tickSize());
        facts.putIfAbsent("trading " + event.instrumentId(), "[OPEN, NONE]");
    }

    @Override
    public void onTradingChanged(long sequence, long timestampMs, TradingChangedDecoder event) {
        know("trading " + event.instrumentId(), TradingState.of(event.state()), HaltReason.of(event.reason()));
    }

    @Override
    public void onStorageChanged(long sequence, long timestampMs, StorageChangedDecoder event) {
        if (event.low() == 1) know("storage low", 1);
        else
            facts.remove("storage low");
    }

    @Override
    public void onAccountOpened(long sequence, long timestampMs, AccountOpenedDecoder event) {
        know("account " + event.accountId(), hex(event.buffer(),
                event.offset() + AccountOpenedDecoder.addressEncodingOffset(), AccountOpenedDecoder.addressLength()));
        facts.putIfAbsent("balance " + event.accountId(), "[0, 0, 0, 0, 0, 0, 0]");
        raise("seq " + event.accountId(), 0);
    }

    @Override
    public void onAccountRestated(long sequence, long timestampMs, AccountRestatedDecoder event) {
        raise("seq " + event.accountId(), event.accountSeq());
        raise("withdrawal nonce " + event.accountId(), event.lastWithdrawalNonce());
    }

    @Override
    public void onBalanceChanged(long sequence, long timestampMs, BalanceChangedDecoder event) {
        know("balance " + event.accountId(), event.etkFree(), event.etkReserved(), event.etkUnsettled(),
                event.idrsFree(), event.idrsReserved(), event.idrsUnsettled(), event.debtUwh());
    }

    @Override
    public void onLevelChanged(long sequence, long timestampMs, LevelChangedDecoder event) {
        String level = "level " + event.instrumentId() + " " + event.side() + " " + event.priceTicks();
        if (event.quantityWh() == 0 && event.orders() == 0) facts.remove(level);
        else
            know(level, event.quantityWh(), event.orders());
    }

    @Override
    public void onOrderAccepted(long sequence, long timestampMs, OrderAcceptedDecoder event) {
        if (event.duplicate() != 0) return;
        raise("orders accepted", number("orders accepted") + 1);
        orders.put(event.orderId(), event.clientOrderId() + " " + event.accountId() + " " + event.instrumentId() + " "
                + event.side() + " " + event.timeInForce() + " " + event.postOnly() + " " + event.nonce() + " "
                + timestampMs);
        order(event.orderId(), event.priceTicks(), event.quantityWh(), event.leavesWh(), event.expiryMs(), sequence);
        signed(event.orderId(), event.displayWh(), event.maxQuote(), event.epoch(), event.maxFeeBps());
        raise("seq " + event.accountId(), event.accountSeq());
    }

    private void signed(long orderId, long displayWh, long maxQuote, int epoch, int maxFeeBps) {
        know("signed " + orderId, displayWh, maxQuote, epoch, maxFeeBps);
    }

    private void order(long orderId, long priceTicks, long quantityWh, long leavesWh, long expiryMs, long sequence) {
        know("order " + orderId, orders.get(orderId), priceTicks, quantityWh, expiryMs, sequence);
        know("leaves " + orderId, leavesWh);
    }

    private void leaves(long orderId, long leavesWh) {
        know("leaves " + orderId, leavesWh);
        if (leavesWh == 0) end(orderId);
    }

    private void end(long orderId) {
        facts.remove("order " + orderId);
        facts.remove("signed " + orderId);
        facts.remove("leaves " + orderId);
    }

    @Override
    public void onOrderRestated(long sequence, long timestampMs, OrderRestatedDecoder event) {
        orders.put(event.orderId(), event.clientOrderId() + " " + event.accountId() + " " + event.instrumentId() + " "
                + event.side() + " " + event.timeInForce() + " " + event.postOnly() + " " + event.nonce() + " "
                + event.acceptedMs());
        order(event.orderId(), event.priceTicks(), event.quantityWh(), event.leavesWh(), event.expiryMs(),
                event.sequence());
        signed(event.orderId(), event.displayWh(), event.maxQuote(), event.epoch(), event.maxFeeBps());
    }

    @Override
    public void onOrderReplaced(long sequence, long timestampMs, OrderReplacedDecoder event) {
        order(event.orderId(), event.priceTicks(), event.quantityWh(), event.leavesWh(), event.expiryMs(), sequence);
        signed(event.orderId(), event.displayWh(), event.maxQuote(), event.epoch(), event.maxFeeBps());
        raise("seq " + event.accountId(), event.accountSeq());
    }

    @Override
    public void onOrderCanceled(long sequence, long timestampMs, OrderCanceledDecoder event) {
        end(event.orderId());
        raise("seq " + event.accountId(), event.accountSeq());
    }

    @Override
    public void onTraded(long sequence, long timestampMs, TradedDecoder event) {
        leaves(event.makerOrderId(), event.makerLeavesWh());
        leaves(event.takerOrderId(), event.takerLeavesWh());
        raise("seq " + event.makerAccountId(), event.makerAccountSeq());
        raise("seq " + event.takerAccountId(), event.takerAccountSeq());
        raise("last trade", event.tradeId());
        trade(event.batchId(), event.tradeId(), event.priceTicks(), event.quantityWh(), event.quote(),
                event.makerOrderId(), event.makerFee(), event.takerOrderId(), event.takerFee(), event.makerAccountId(),
                event.takerAccountId(), event.instrumentId(), event.takerSide());
    }

    @Override
    public void onTradeRestated(long sequence, long timestampMs, TradeRestatedDecoder event) {
        trade(event.batchId(), event.tradeId(), event.priceTicks(), event.quantityWh(), event.quote(),
                event.makerOrderId(), event.makerFee(), event.takerOrderId(), event.takerFee(), event.makerAccountId(),
                event.takerAccountId(), event.instrumentId(), event.takerSide());
    }

    private void trade(long batchId, long tradeId, Object... values) {
        know("batch " + batchId + " trade " + tradeId, values);
    }

    @Override
    public void onBatchClosed(long sequence, long timestampMs, BatchClosedDecoder event) {
        closing = "batch " + event.batchId();
        know(closing + " closed", event.firstTradeId(), event.lastTradeId(), event.executions());
    }

    @Override
    public void onBatchExecution(long sequence, long timestampMs, BatchExecutionDecoder event) {
        know(closing + " execution " + event.index(), hex(event.buffer(), event.offset(),
                BatchExecutionDecoder.BLOCK_LENGTH));
    }

    @Override
    public void onBatchFinal(long sequence, long timestampMs, BatchFinalDecoder event) {
        facts.keySet().removeIf(fact -> fact.startsWith("batch " + event.batchId() + " "));
    }

    @Override
    public void onBatchVoided(long sequence, long timestampMs, BatchVoidedDecoder event) {
        facts.keySet().removeIf(fact -> fact.startsWith("batch " + event.batchId() + " "));
    }

    @Override
    public void onMarketEventApplied(long sequence, long timestampMs, MarketEventAppliedDecoder event) {
        raise("last event", event.eventSeq());
        MarketEventKind kind = MarketEventKind.of(event.kind());
        if (kind == MarketEventKind.REPAID) raise("repaid", number("repaid") + event.amount());
        if (kind.endsRepayment()) {
            facts.remove("repayment " + event.accountId());
        }
    }

    @Override
    public void onDebtReserved(long sequence, long timestampMs, DebtReservedDecoder event) {
        know("repayment " + event.accountId(), event.amount(), event.repaymentId(), event.epoch());
    }

    @Override
    public void onWithdrawalReserved(long sequence, long timestampMs, WithdrawalReservedDecoder event) {
        int amount = WithdrawalReservedDecoder.amountEncodingOffset();
        know("withdrawal " + event.accountId() + " " + event.nonce(), hex(event.buffer(), event.offset() + amount,
                WithdrawalReservedDecoder.BLOCK_LENGTH - amount));
        raise("withdrawal nonce " + event.accountId(), event.nonce());
    }

    @Override
    public void onAgentChanged(long sequence, long timestampMs, AgentChangedDecoder event) {
        know("agent " + event.accountId() + " " + hex(event.buffer(),
                event.offset() + AgentChangedDecoder.agentEncodingOffset(), AgentChangedDecoder.agentEncodingLength()),
                event.expiryMs());
    }

    @Override
    public void onWithdrawalEnded(long sequence, long timestampMs, WithdrawalEndedDecoder event) {
        facts.remove("withdrawal " + event.accountId() + " " + event.nonce());
    }

    @Override
    public void onStateRestated(long sequence, long timestampMs, StateRestatedDecoder event) {
        raise("last trade", event.lastTradeId());
        raise("last event", event.lastEventSeq());
        raise("orders accepted", event.ordersAccepted());
        raise("repaid", event.repaidUwh());
        if (event.storageLow() == 1) know("storage low", 1);
    }
}
