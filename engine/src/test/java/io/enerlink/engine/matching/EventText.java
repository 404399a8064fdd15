package io.enerlink.engine.matching;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.LongFunction;

import io.enerlink.engine.book.Side;
import io.enerlink.engine.client.EventBuffer;
import io.enerlink.engine.client.EventDispatcher;
import io.enerlink.engine.client.EventHandler;
import io.enerlink.engine.message.AccountOpenedDecoder;
import io.enerlink.engine.message.AgentChangedDecoder;
import io.enerlink.engine.message.AuctionUncrossedDecoder;
import io.enerlink.engine.message.BalanceChangedDecoder;
import io.enerlink.engine.message.BatchClosedDecoder;
import io.enerlink.engine.message.BatchExecutionDecoder;
import io.enerlink.engine.message.BatchFinalDecoder;
import io.enerlink.engine.message.BatchVoidedDecoder;
import io.enerlink.engine.message.CancelAllDoneDecoder;
import io.enerlink.engine.message.CommandDoneDecoder;
import io.enerlink.engine.message.CommandRejectedDecoder;
import io.enerlink.engine.message.DebtReservedDecoder;
import io.enerlink.engine.message.InstrumentAddedDecoder;
import io.enerlink.engine.message.LevelChangedDecoder;
import io.enerlink.engine.message.MarketEventAppliedDecoder;
import io.enerlink.engine.message.OrderAcceptedDecoder;
import io.enerlink.engine.message.OrderCanceledDecoder;
import io.enerlink.engine.message.OrderRejectedDecoder;
import io.enerlink.engine.message.OrderReplacedDecoder;
import io.enerlink.engine.message.TradedDecoder;
import io.enerlink.engine.message.StorageChangedDecoder;
import io.enerlink.engine.message.TradingChangedDecoder;
import io.enerlink.engine.message.WithdrawalEndedDecoder;
import io.enerlink.engine.message.WithdrawalReservedDecoder;

/** Events as the lines that tests are written in. */
final class EventText implements EventHandler {
    private final List<String> lines = new ArrayList<>();
    private final EventDispatcher dispatcher = new EventDispatcher(this);
    private final IntFunction<String> accountName;
    private final LongFunction<String> orderName;

    EventText(IntFunction<String> accountName, LongFunction<String> orderName) {
        this.accountName = accountName;
        this.orderName = orderName;
    }

    List<String> lines(EventBuffer events) {
        lines.clear();
        dispatcher.onEvents(0, 0, events);
        return List.copyOf(lines);
    }

    private void line(String format, Object... arguments) {
        lines.add(format.formatted(arguments));
    }

    private String side(int code) {
        return Side.of(code).name().toLowerCase();
    }

    @Override
    public void onAccountOpened(long sequence, long timestampMs, AccountOpenedDecoder event) {
        line("opened %s", accountName.apply(event.accountId()));
    }

    @Override
    public void onOrderAccepted(long sequence, long timestampMs, OrderAcceptedDecoder event) {
        line(event.duplicate() == 1 ? "duplicate %s" : "accepted %s", orderName.apply(event.clientOrderId()));
    }

    @Override
    public void onOrderRejected(long sequence, long timestampMs, OrderRejectedDecoder event) {
        line("rejected %s %s", orderName.apply(event.clientOrderId()), RejectReason.of(event.reason()));
    }

    @Override
    public void onTraded(long sequence, long timestampMs, TradedDecoder event) {
        String fees = event.makerFee() + event.takerFee() == 0 ? ""
                : " fees %dx%d".formatted(event.makerFee(), event.takerFee());
        line("trade %sx%s %d @ %d%s", orderName.apply(event.makerClientOrderId()),
                orderName.apply(event.takerClientOrderId()), event.quantityWh(), event.priceTicks(), fees);
    }

    @Override
    public void onOrderCanceled(long sequence, long timestampMs, OrderCanceledDecoder event) {
        line("canceled %s %d %s", orderName.apply(event.clientOrderId()), event.leavesWh(),
                CancelReason.of(event.reason()));
    }

    @Override
    public void onOrderReplaced(long sequence, long timestampMs, OrderReplacedDecoder event) {
        line("replaced %s %d/%d @ %d %s", orderName.apply(event.clientOrderId()), event.leavesWh(),
                event.quantityWh(), event.priceTicks(), event.keptPriority() == 1 ? "in place" : "behind");
    }

    @Override
    public void onCancelAllDone(long sequence, long timestampMs, CancelAllDoneDecoder event) {
        line("canceled-all %s %d", accountName.apply(event.accountId()), event.canceled());
    }

    @Override
    public void onBalanceChanged(long sequence, long timestampMs, BalanceChangedDecoder event) {
        String debt = event.debtUwh() == 0 ? "" : " debt " + event.debtUwh();
        line("balance %s etk %d+%d(%d) idrs %d+%d(%d)%s", accountName.apply(event.accountId()), event.etkFree(),
                event.etkReserved(), event.etkUnsettled(), event.idrsFree(), event.idrsReserved(),
                event.idrsUnsettled(), debt);
    }

    @Override
    public void onAgentChanged(long sequence, long timestampMs, AgentChangedDecoder event) {
        line("agent of %s until %d", accountName.apply(event.accountId()), event.expiryMs() - Script.START_MS);
    }

    @Override
    public void onLevelChanged(long sequence, long timestampMs, LevelChangedDecoder event) {
        String orders = event.orders() == 0 ? "" : " of " + event.orders();
        line("level %s %d @ %d%s", side(event.side()), event.quantityWh(), event.priceTicks(), orders);
    }

    @Override
    public void onBatchClosed(long sequence, long timestampMs, BatchClosedDecoder event) {
        line("closed %d trades %d-%d", event.batchId(), event.firstTradeId(), event.lastTradeId());
    }

    @Override
    public void onBatchExecution(long sequence, long timestampMs, BatchExecutionDecoder event) {
        line("execution %d.%d %s nonce %d base %d quote %d fee %d", event.batchId(), event.index(),
                accountName.apply(event.accountId()), event.nonce(), event.baseUwh(), event.quote(), event.fee());
    }

    @Override
    public void onBatchFinal(long sequence, long timestampMs, BatchFinalDecoder event) {
        line("final %d", event.batchId());
    }

    @Override
    public void onBatchVoided(long sequence, long timestampMs, BatchVoidedDecoder event) {
        line("voided %d", event.batchId());
    }

    @Override
    public void onMarketEventApplied(long sequence, long timestampMs, MarketEventAppliedDecoder event) {
        line("applied %d %s", event.eventSeq(), MarketEventKind.of(event.kind()));
    }

    @Override
    public void onDebtReserved(long sequence, long timestampMs, DebtReservedDecoder event) {
        line("repay %d %s %d of %d", event.repaymentId(), accountName.apply(event.accountId()), event.amount(),
                event.debtUwh());
    }

    @Override
    public void onInstrumentAdded(long sequence, long timestampMs, InstrumentAddedDecoder event) {
        line("added %s", event.symbol());
    }

    @Override
    public void onStorageChanged(long sequence, long timestampMs, StorageChangedDecoder event) {
        line("storage %s", event.low() == 1 ? "low" : "fine");
    }

    @Override
    public void onTradingChanged(long sequence, long timestampMs, TradingChangedDecoder event) {
        line("trading %d %s %s", event.instrumentId(), TradingState.of(event.state()),
                HaltReason.of(event.reason()));
    }

    @Override
    public void onAuctionUncrossed(long sequence, long timestampMs, AuctionUncrossedDecoder event) {
        line("uncrossed %d @ %d surplus %d", event.quantityWh(), event.priceTicks(), event.surplusWh());
    }

    @Override
    public void onWithdrawalReserved(long sequence, long timestampMs, WithdrawalReservedDecoder event) {
        line("withdrawal %s %d reserved %d", accountName.apply(event.accountId()), event.nonce(), event.amount());
    }

    @Override
    public void onWithdrawalEnded(long sequence, long timestampMs, WithdrawalEndedDecoder event) {
        line("withdrawal %s %d %s", accountName.apply(event.accountId()), event.nonce(),
                event.completed() == 1 ? "done" : "released");
    }

    @Override
    public void onCommandRejected(long sequence, long timestampMs, CommandRejectedDecoder event) {
        line("refused %d %s", event.commandTemplateId(), RejectReason.of(event.reason()));
    }

    @Override
    public void onCommandDone(long sequence, long timestampMs, CommandDoneDecoder event) {
        line("done %d", event.commandTemplateId());
    }
}
