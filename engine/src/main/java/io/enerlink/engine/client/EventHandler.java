package io.enerlink.engine.client;

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

/**
 * What one wants to hear of the engine, event by event; whatever is not overridden is passed over. The decoders are
 * reused: only valid during the call. Called through {@link EventDispatcher}, on the engine's matching thread.
 */
public interface EventHandler {
    default void onAccountOpened(long sequence, long timestampMs, AccountOpenedDecoder event) {}

    default void onOrderAccepted(long sequence, long timestampMs, OrderAcceptedDecoder event) {}

    default void onOrderRejected(long sequence, long timestampMs, OrderRejectedDecoder event) {}

    default void onTraded(long sequence, long timestampMs, TradedDecoder event) {}

    default void onOrderCanceled(long sequence, long timestampMs, OrderCanceledDecoder event) {}

    default void onOrderReplaced(long sequence, long timestampMs, OrderReplacedDecoder event) {}

    default void onCancelAllDone(long sequence, long timestampMs, CancelAllDoneDecoder event) {}

    default void onBalanceChanged(long sequence, long timestampMs, BalanceChangedDecoder event) {}

    default void onLevelChanged(long sequence, long timestampMs, LevelChangedDecoder event) {}

    default void onBatchClosed(long sequence, long timestampMs, BatchClosedDecoder event) {}

    default void onBatchExecution(long sequence, long timestampMs, BatchExecutionDecoder event) {}

    default void onBatchFinal(long sequence, long timestampMs, BatchFinalDecoder event) {}

    default void onBatchVoided(long sequence, long timestampMs, BatchVoidedDecoder event) {}

    default void onMarketEventApplied(long sequence, long timestampMs, MarketEventAppliedDecoder event) {}

    default void onAgentChanged(long sequence, long timestampMs, AgentChangedDecoder event) {}

    default void onDebtReserved(long sequence, long timestampMs, DebtReservedDecoder event) {}

    default void onInstrumentAdded(long sequence, long timestampMs, InstrumentAddedDecoder event) {}

    default void onTradingChanged(long sequence, long timestampMs, TradingChangedDecoder event) {}

    default void onAuctionUncrossed(long sequence, long timestampMs, AuctionUncrossedDecoder event) {}

    default void onWithdrawalReserved(long sequence, long timestampMs, WithdrawalReservedDecoder event) {}

    default void onWithdrawalEnded(long sequence, long timestampMs, WithdrawalEndedDecoder event) {}

    default void onCommandRejected(long sequence, long timestampMs, CommandRejectedDecoder event) {}

    default void onCommandDone(long sequence, long timestampMs, CommandDoneDecoder event) {}

    default void onStorageChanged(long sequence, long timestampMs, StorageChangedDecoder event) {}

    /** The engine came out of a snapshot, and what follows under this sequence is its state: nothing of it is new. */
    default void onStateRestated(long sequence, long timestampMs, StateRestatedDecoder event) {}

    default void onAccountRestated(long sequence, long timestampMs, AccountRestatedDecoder event) {}

    default void onOrderRestated(long sequence, long timestampMs, OrderRestatedDecoder event) {}

    default void onTradeRestated(long sequence, long timestampMs, TradeRestatedDecoder event) {}

    /** Every event of the command has been shown. Also called where a command caused none. */
    default void onCommandEnd(long sequence, long timestampMs) {}

    /** The last command that was ready has been shown: a good moment to flush what was gathered. */
    default void onBatchEnd() {}
}
