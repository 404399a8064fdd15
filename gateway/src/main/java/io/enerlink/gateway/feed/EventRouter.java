package io.enerlink.gateway.feed;

import io.enerlink.engine.message.AuctionUncrossedDecoder;
import io.enerlink.engine.message.AgentChangedDecoder;
import io.enerlink.engine.client.EventHandler;
import io.enerlink.engine.matching.MarketEventKind;
import io.enerlink.engine.message.AccountOpenedDecoder;
import io.enerlink.engine.message.AccountRestatedDecoder;
import io.enerlink.engine.message.BalanceChangedDecoder;
import io.enerlink.engine.message.BatchClosedDecoder;
import io.enerlink.engine.message.BatchFinalDecoder;
import io.enerlink.engine.message.BatchVoidedDecoder;
import io.enerlink.engine.message.CancelAllDoneDecoder;
import io.enerlink.engine.message.CommandDoneDecoder;
import io.enerlink.engine.message.CommandRejectedDecoder;
import io.enerlink.engine.message.InstrumentAddedDecoder;
import io.enerlink.engine.message.LevelChangedDecoder;
import io.enerlink.engine.message.MarketEventAppliedDecoder;
import io.enerlink.engine.message.OrderAcceptedDecoder;
import io.enerlink.engine.message.OrderCanceledDecoder;
import io.enerlink.engine.message.OrderRejectedDecoder;
import io.enerlink.engine.message.OrderReplacedDecoder;
import io.enerlink.engine.message.OrderRestatedDecoder;
import io.enerlink.engine.message.StateRestatedDecoder;
import io.enerlink.engine.message.TradeRestatedDecoder;
import io.enerlink.engine.message.TradedDecoder;
import io.enerlink.engine.message.TradingChangedDecoder;
import io.enerlink.engine.message.WithdrawalEndedDecoder;
import io.enerlink.engine.message.WithdrawalReservedDecoder;
import io.enerlink.gateway.auth.Address;
import io.enerlink.gateway.session.Instrument;
import io.enerlink.gateway.session.Instruments;
import io.enerlink.gateway.session.Pending.Kind;

/** Shows each of the engine's events to the feeds it concerns. Runs on the engine's matching thread, replay included. */
final class EventRouter implements EventHandler {
    private final Instruments instruments;
    private final BookFeed books;
    private final TradeFeed trades;
    private final CandleFeed candles;
    private final TickerFeed tickers;
    private final AuctionFeed auctions;
    private final AccountFeed accounts;
    private final SystemFeed system;
    private final SettlementFeed settlement;
    private final WithdrawalFeed withdrawals;
    private final Answers answers;
    private volatile long lastMs;
    private volatile Past past;
    private long restoredTradeId;
    private final byte[] address = new byte[Address.LENGTH];

    EventRouter(Instruments instruments, BookFeed books, TradeFeed trades, CandleFeed candles, AccountFeed accounts,
            TickerFeed tickers, AuctionFeed auctions, SystemFeed system, SettlementFeed settlement,
            WithdrawalFeed withdrawals, Answers answers) {
        this.instruments = instruments;
        this.books = books;
        this.trades = trades;
        this.candles = candles;
        this.tickers = tickers;
        this.auctions = auctions;
        this.accounts = accounts;
        this.system = system;
        this.settlement = settlement;
        this.withdrawals = withdrawals;
        this.answers = answers;
    }

    /** Time of the last command whose events were heard, 0 before the first. */
    long lastMs() { return lastMs; }

    /** Feeds begin with what they would remember; null: with nothing, as those of a new instrument do. */
    void restoreFrom(Past past) {
        this.past = past;
    }

    @Override
    public void onAccountOpened(long sequence, long timestampMs, AccountOpenedDecoder event) {
        event.getAddress(address, 0, Address.LENGTH);
        accounts.opened(event.accountId(), Address.of(address, 0));
        answers.opened(event.correlationId(), event.accountId());
    }

    /** Batches up to here were final before the snapshot that the engine started from. */
    @Override
    public void onStateRestated(long sequence, long timestampMs, StateRestatedDecoder event) {
        settlement.finalBefore(event.lastFinalBatchId());
    }

    @Override
    public void onAccountRestated(long sequence, long timestampMs, AccountRestatedDecoder event) {
        accounts.account(event.accountId()).resume(event.accountSeq(), event.lastNonce(), event.epoch());
        withdrawals.resume(event.accountId(), event.lastWithdrawalNonce());
    }

    @Override
    public void onOrderRestated(long sequence, long timestampMs, OrderRestatedDecoder event) {
        accounts.restated(event);
    }

    @Override
    public void onTradeRestated(long sequence, long timestampMs, TradeRestatedDecoder event) {
        settlement.onTrade(event.batchId(), event.tradeId(), event.makerAccountId(), event.takerAccountId());
    }

    @Override
    public void onInstrumentAdded(long sequence, long timestampMs, InstrumentAddedDecoder event) {
        Instrument instrument = new Instrument(event.instrumentId(), event.symbol(), event.lotWh(), event.tickSize(),
                event.minNotional(), event.bandLowTicks(), event.bandHighTicks(), event.makerFeeBps(),
                event.takerFeeBps());
        books.add(instrument);
        trades.add(instrument);
        candles.add(instrument);
        tickers.add(instrument);
        auctions.add(instrument);
        instruments.add(instrument);
        Past before = past;
        if (before == null) return;
        restoredTradeId = before.lastTradeId();
        before.restore(instrument, trades, candles, tickers);
    }

    @Override
    public void onOrderAccepted(long sequence, long timestampMs, OrderAcceptedDecoder event) {
        boolean duplicate = event.duplicate() != 0;
        if (!duplicate) accounts.accepted(sequence, timestampMs, event);
        answers.entered(event.correlationId(), Kind.PLACE, event.accountId(), event.orderId(), duplicate);
    }

    @Override
    public void onOrderReplaced(long sequence, long timestampMs, OrderReplacedDecoder event) {
        accounts.replaced(sequence, timestampMs, event);
        answers.entered(event.correlationId(), Kind.REPLACE, event.accountId(), event.orderId(), false);
    }

    @Override
    public void onTraded(long sequence, long timestampMs, TradedDecoder event) {
        accounts.traded(timestampMs, event);
        if (event.tradeId() > restoredTradeId) {
            trades.onTraded(timestampMs, event);
            candles.onTraded(timestampMs, event);
            tickers.onTraded(timestampMs, event);
        }
        auctions.onTraded(event);
        settlement.onTrade(event.batchId(), event.tradeId(), event.makerAccountId(), event.takerAccountId());
    }

    @Override
    public void onOrderCanceled(long sequence, long timestampMs, OrderCanceledDecoder event) {
        accounts.canceled(timestampMs, event);
        answers.canceled(event.correlationId(), event.accountId(), event.orderId());
    }

    @Override
    public void onOrderRejected(long sequence, long timestampMs, OrderRejectedDecoder event) {
        accounts.rejected(timestampMs, event);
        answers.rejected(event.correlationId(), event.reason());
    }

    @Override
    public void onCommandRejected(long sequence, long timestampMs, CommandRejectedDecoder event) {
        answers.rejected(event.correlationId(), event.reason());
    }

    @Override
    public void onCancelAllDone(long sequence, long timestampMs, CancelAllDoneDecoder event) {
        answers.canceledAll(event.correlationId(), event.canceled());
    }

    @Override
    public void onCommandDone(long sequence, long timestampMs, CommandDoneDecoder event) {
        answers.cancelAfterSet(event.correlationId());
    }

    @Override
    public void onBalanceChanged(long sequence, long timestampMs, BalanceChangedDecoder event) {
        accounts.account(event.accountId()).on(Balances.of(event, timestampMs));
    }

    @Override
    public void onMarketEventApplied(long sequence, long timestampMs, MarketEventAppliedDecoder event) {
        MarketEventKind kind = MarketEventKind.of(event.kind());
        if (kind == MarketEventKind.EXITED || kind == MarketEventKind.REOPENED) {
            accounts.account(event.accountId()).nextEpoch();
        }
    }

    @Override
    public void onWithdrawalReserved(long sequence, long timestampMs, WithdrawalReservedDecoder event) {
        answers.reserved(event.correlationId(), withdrawals.onReserved(timestampMs, event));
    }

    @Override
    public void onWithdrawalEnded(long sequence, long timestampMs, WithdrawalEndedDecoder event) {
        withdrawals.onEnded(timestampMs, event);
    }

    @Override
    public void onLevelChanged(long sequence, long timestampMs, LevelChangedDecoder event) {
        books.onLevelChanged(sequence, timestampMs, event);
        tickers.touch(event.instrumentId());
        auctions.touch(event.instrumentId());
    }

    @Override
    public void onTradingChanged(long sequence, long timestampMs, TradingChangedDecoder event) {
        auctions.onTradingChanged(event);
        system.onTradingChanged(timestampMs, event);
    }

    @Override
    public void onAuctionUncrossed(long sequence, long timestampMs, AuctionUncrossedDecoder event) {
        auctions.onUncrossed(timestampMs, event);
    }

    @Override
    public void onAgentChanged(long sequence, long timestampMs, AgentChangedDecoder event) {
        event.getAgent(address, 0, Address.LENGTH);
        Address agent = Address.of(address, 0);
        accounts.agentChanged(event.accountId(), agent, event.expiryMs());
        answers.revoked(event.correlationId(), agent, event.expiryMs());
    }

    @Override
    public void onBatchClosed(long sequence, long timestampMs, BatchClosedDecoder event) {
        system.onBatchClosed(timestampMs, event);
        settlement.onBatchClosed(timestampMs, event.batchId());
    }

    @Override
    public void onBatchFinal(long sequence, long timestampMs, BatchFinalDecoder event) {
        system.onBatchFinal(timestampMs, event);
        settlement.onBatchFinal(timestampMs, event);
    }

    @Override
    public void onBatchVoided(long sequence, long timestampMs, BatchVoidedDecoder event) {
        settlement.onBatchVoided(timestampMs, event.batchId());
    }

    @Override
    public void onCommandEnd(long sequence, long timestampMs) {
        lastMs = timestampMs;
        answers.commandEnd();
    }

    @Override
    public void onBatchEnd() {
        books.publish();
        tickers.publish(lastMs);
        auctions.publish(lastMs);
    }
}
