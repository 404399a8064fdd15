package io.enerlink.engine.client;

import org.agrona.DirectBuffer;

import io.enerlink.engine.message.AccountOpenedDecoder;
import io.enerlink.engine.message.AccountRestatedDecoder;
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
import io.enerlink.engine.message.MessageHeaderDecoder;
import io.enerlink.engine.message.OrderAcceptedDecoder;
import io.enerlink.engine.message.OrderCanceledDecoder;
import io.enerlink.engine.message.OrderRejectedDecoder;
import io.enerlink.engine.message.OrderReplacedDecoder;
import io.enerlink.engine.message.OrderRestatedDecoder;
import io.enerlink.engine.message.StateRestatedDecoder;
import io.enerlink.engine.message.StorageChangedDecoder;
import io.enerlink.engine.message.TradeRestatedDecoder;
import io.enerlink.engine.message.TradedDecoder;
import io.enerlink.engine.message.TradingChangedDecoder;
import io.enerlink.engine.message.WithdrawalEndedDecoder;
import io.enerlink.engine.message.WithdrawalReservedDecoder;

/** Turns the engine's event bytes into typed calls on an {@link EventHandler}. Allocates nothing; one thread only. */
public final class EventDispatcher implements EventListener {
    private final EventHandler handler;
    private final EventBuffer.Visitor visitor = this::onEvent;
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final AccountOpenedDecoder accountOpened = new AccountOpenedDecoder();
    private final OrderAcceptedDecoder orderAccepted = new OrderAcceptedDecoder();
    private final OrderRejectedDecoder orderRejected = new OrderRejectedDecoder();
    private final TradedDecoder traded = new TradedDecoder();
    private final OrderCanceledDecoder orderCanceled = new OrderCanceledDecoder();
    private final OrderReplacedDecoder orderReplaced = new OrderReplacedDecoder();
    private final CancelAllDoneDecoder cancelAllDone = new CancelAllDoneDecoder();
    private final BalanceChangedDecoder balanceChanged = new BalanceChangedDecoder();
    private final LevelChangedDecoder levelChanged = new LevelChangedDecoder();
    private final BatchClosedDecoder batchClosed = new BatchClosedDecoder();
    private final BatchExecutionDecoder batchExecution = new BatchExecutionDecoder();
    private final BatchFinalDecoder batchFinal = new BatchFinalDecoder();
    private final BatchVoidedDecoder batchVoided = new BatchVoidedDecoder();
    private final MarketEventAppliedDecoder marketEventApplied = new MarketEventAppliedDecoder();
    private final AgentChangedDecoder agentChanged = new AgentChangedDecoder();
    private final DebtReservedDecoder debtReserved = new DebtReservedDecoder();
    private final InstrumentAddedDecoder instrumentAdded = new InstrumentAddedDecoder();
    private final TradingChangedDecoder tradingChanged = new TradingChangedDecoder();
    private final AuctionUncrossedDecoder auctionUncrossed = new AuctionUncrossedDecoder();
    private final WithdrawalReservedDecoder withdrawalReserved = new WithdrawalReservedDecoder();
    private final WithdrawalEndedDecoder withdrawalEnded = new WithdrawalEndedDecoder();
    private final CommandRejectedDecoder commandRejected = new CommandRejectedDecoder();
    private final CommandDoneDecoder commandDone = new CommandDoneDecoder();
    private final StateRestatedDecoder stateRestated = new StateRestatedDecoder();
    private final AccountRestatedDecoder accountRestated = new AccountRestatedDecoder();
    private final OrderRestatedDecoder orderRestated = new OrderRestatedDecoder();
    private final TradeRestatedDecoder tradeRestated = new TradeRestatedDecoder();
    private final StorageChangedDecoder storageChanged = new StorageChangedDecoder();
    private long sequence;
    private long timestampMs;

    public EventDispatcher(EventHandler handler) { this.handler = handler; }

    @Override
    public void onEvents(long sequence, long timestampMs, EventBuffer events) {
        this.sequence = sequence;
        this.timestampMs = timestampMs;
        events.forEach(visitor);
        handler.onCommandEnd(sequence, timestampMs);
    }

    @Override
    public void onBatchEnd() {
        handler.onBatchEnd();
    }

    private void onEvent(DirectBuffer buffer, int offset, int length) {
        header.wrap(buffer, offset);
        switch (header.templateId()) {
            case AccountOpenedDecoder.TEMPLATE_ID -> handler.onAccountOpened(sequence, timestampMs,
                    accountOpened.wrapAndApplyHeader(buffer, offset, header));
            case OrderAcceptedDecoder.TEMPLATE_ID -> handler.onOrderAccepted(sequence, timestampMs,
                    orderAccepted.wrapAndApplyHeader(buffer, offset, header));
            case OrderRejectedDecoder.TEMPLATE_ID -> handler.onOrderRejected(sequence, timestampMs,
                    orderRejected.wrapAndApplyHeader(buffer, offset, header));
            case TradedDecoder.TEMPLATE_ID -> handler.onTraded(sequence, timestampMs,
                    traded.wrapAndApplyHeader(buffer, offset, header));
            case OrderCanceledDecoder.TEMPLATE_ID -> handler.onOrderCanceled(sequence, timestampMs,
                    orderCanceled.wrapAndApplyHeader(buffer, offset, header));
            case OrderReplacedDecoder.TEMPLATE_ID -> handler.onOrderReplaced(sequence, timestampMs,
                    orderReplaced.wrapAndApplyHeader(buffer, offset, header));
            case CancelAllDoneDecoder.TEMPLATE_ID -> handler.onCancelAllDone(sequence, timestampMs,
                    cancelAllDone.wrapAndApplyHeader(buffer, offset, header));
            case BalanceChangedDecoder.TEMPLATE_ID -> handler.onBalanceChanged(sequence, timestampMs,
                    balanceChanged.wrapAndApplyHeader(buffer, offset, header));
            case LevelChangedDecoder.TEMPLATE_ID -> handler.onLevelChanged(sequence, timestampMs,
                    levelChanged.wrapAndApplyHeader(buffer, offset, header));
            case BatchClosedDecoder.TEMPLATE_ID -> handler.onBatchClosed(sequence, timestampMs,
                    batchClosed.wrapAndApplyHeader(buffer, offset, header));
            case BatchExecutionDecoder.TEMPLATE_ID -> handler.onBatchExecution(sequence, timestampMs,
                    batchExecution.wrapAndApplyHeader(buffer, offset, header));
            case BatchFinalDecoder.TEMPLATE_ID -> handler.onBatchFinal(sequence, timestampMs,
                    batchFinal.wrapAndApplyHeader(buffer, offset, header));
            case BatchVoidedDecoder.TEMPLATE_ID -> handler.onBatchVoided(sequence, timestampMs,
                    batchVoided.wrapAndApplyHeader(buffer, offset, header));
            case MarketEventAppliedDecoder.TEMPLATE_ID -> handler.onMarketEventApplied(sequence, timestampMs,
                    marketEventApplied.wrapAndApplyHeader(buffer, offset, header));
            case AgentChangedDecoder.TEMPLATE_ID -> handler.onAgentChanged(sequence, timestampMs,
                    agentChanged.wrapAndApplyHeader(buffer, offset, header));
            case DebtReservedDecoder.TEMPLATE_ID -> handler.onDebtReserved(sequence, timestampMs,
                    debtReserved.wrapAndApplyHeader(buffer, offset, header));
            case InstrumentAddedDecoder.TEMPLATE_ID -> handler.onInstrumentAdded(sequence, timestampMs,
                    instrumentAdded.wrapAndApplyHeader(buffer, offset, header));
            case TradingChangedDecoder.TEMPLATE_ID -> handler.onTradingChanged(sequence, timestampMs,
                    tradingChanged.wrapAndApplyHeader(buffer, offset, header));
            case AuctionUncrossedDecoder.TEMPLATE_ID -> handler.onAuctionUncrossed(sequence, timestampMs,
                    auctionUncrossed.wrapAndApplyHeader(buffer, offset, header));
            case WithdrawalReservedDecoder.TEMPLATE_ID -> handler.onWithdrawalReserved(sequence, timestampMs,
                    withdrawalReserved.wrapAndApplyHeader(buffer, offset, header));
            case WithdrawalEndedDecoder.TEMPLATE_ID -> handler.onWithdrawalEnded(sequence, timestampMs,
                    withdrawalEnded.wrapAndApplyHeader(buffer, offset, header));
            case CommandRejectedDecoder.TEMPLATE_ID -> handler.onCommandRejected(sequence, timestampMs,
                    commandRejected.wrapAndApplyHeader(buffer, offset, header));
            case CommandDoneDecoder.TEMPLATE_ID -> handler.onCommandDone(sequence, timestampMs,
                    commandDone.wrapAndApplyHeader(buffer, offset, header));
            case StateRestatedDecoder.TEMPLATE_ID -> handler.onStateRestated(sequence, timestampMs,
                    stateRestated.wrapAndApplyHeader(buffer, offset, header));
            case AccountRestatedDecoder.TEMPLATE_ID -> handler.onAccountRestated(sequence, timestampMs,
                    accountRestated.wrapAndApplyHeader(buffer, offset, header));
            case OrderRestatedDecoder.TEMPLATE_ID -> handler.onOrderRestated(sequence, timestampMs,
                    orderRestated.wrapAndApplyHeader(buffer, offset, header));
            case TradeRestatedDecoder.TEMPLATE_ID -> handler.onTradeRestated(sequence, timestampMs,
                    tradeRestated.wrapAndApplyHeader(buffer, offset, header));
            case StorageChangedDecoder.TEMPLATE_ID -> handler.onStorageChanged(sequence, timestampMs,
                    storageChanged.wrapAndApplyHeader(buffer, offset, header));
            default -> throw new IllegalArgumentException("no event has template id " + header.templateId());
        }
    }
}
