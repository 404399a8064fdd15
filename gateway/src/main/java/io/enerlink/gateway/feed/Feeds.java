package io.enerlink.gateway.feed;

import io.enerlink.gateway.session.Session;
import java.util.Map;
import io.enerlink.gateway.protocol.Errors;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.nio.charset.StandardCharsets;
import io.enerlink.gateway.auth.Address;
import io.enerlink.engine.client.EventBuffer;
import io.enerlink.engine.client.EventDispatcher;
import io.enerlink.engine.client.EventListener;
import io.enerlink.gateway.session.Gathering;
import io.enerlink.gateway.session.Instrument;
import io.enerlink.gateway.session.Instruments;
import io.enerlink.gateway.session.KnownWithdrawals;
import io.enerlink.gateway.session.Methods;
import io.enerlink.gateway.session.Pending;
import io.enerlink.gateway.session.Percentiles;
import io.enerlink.gateway.session.RequestObserver.Stage;
import io.enerlink.settlement.clearing.ReconciliationState;
import io.enerlink.settlement.history.PastTrading;

/**
 * All that is told to clients, and the one listener that it is made of. Rebuilt at start from the history and the events
 * that the engine replays.
 */
public final class Feeds implements AutoCloseable {
    private final Instruments instruments;
    private final BookFeed books = new BookFeed();
    private final TradeFeed trades = new TradeFeed();
    private final CandleFeed candles = new CandleFeed();
    private final TickerFeed tickers = new TickerFeed(books, System::currentTimeMillis);
    private final AuctionFeed auctions = new AuctionFeed(books, System::currentTimeMillis);
    private final MeterFeed meters = new MeterFeed();
    private final WithdrawalFeed withdrawals = new WithdrawalFeed();
    private final AccountFeed accounts;
    private final SystemFeed system;
    private final SettlementFeed settlement;
    private final Gathering gathering = new Gathering();
    private final EventRouter router;
    private final EventListener listener;
    private Past past;

    public Feeds(Instruments instruments, Pending pending, FeedLimits limits) {
        this.instruments = instruments;
        accounts = new AccountFeed(instruments, limits);
        system = new SystemFeed(instruments);
        settlement = new SettlementFeed(system);
        Answers answers = new Answers(pending, accounts);
        router = new EventRouter(instruments, books, trades, candles, accounts, tickers, auctions, system, settlement,
                withdrawals, answers);
        listener = gathered(new EventDispatcher(router), answers);
    }

    private EventListener gathered(EventListener feeds, Answers answers) {
        return new EventListener() {
            @Override
            public void onEvents(long sequence, long timestampMs, EventBuffer events) {
                gathering.begin();
                feeds.onEvents(sequence, timestampMs, events);
            }

            @Override
            public void onBatchEnd() {
                feeds.onBatchEnd();
                gathering.end();
            }

            @Override
            public void onHalt() {
                answers.halted();
                gathering.end();
            }
        };
    }

    /** What connections are to ask before they send at once. */
    public Gathering gathering() { return gathering; }

    /** Time of the last of the engine's commands that was told, ms since 1970; 0 before the first. */
    public long lastMs() {
        return router.lastMs();
    }

    /** Where to look for what is not remembered; before the engine starts. */
    public void past(PastTrading trading) {
        past = new Past(trading, instruments);
        accounts.older(past::older);
        router.restoreFrom(past);
    }

    /** The engine has started: what is added now has no past. */
    public void started() {
        router.restoreFrom(null);
    }

    @Override
    public void close() {
        if (past != null) past.close();
    }

    /** Hears the engine, from before its start. */
    public EventListener listener() { return listener; }

    public BookFeed books() { return books; }

    /** Trades below a number, newest first, as JSON. @param before 0: the last */
    public CompletableFuture<byte[]> trades(Instrument instrument, long before, int limit) {
        if (before == 0) return CompletableFuture.completedFuture(trades.last(instrument, Long.MAX_VALUE, limit));
        if (past == null) return CompletableFuture.completedFuture(trades.last(instrument, before, limit));
        return past.trades(instrument, before, limit).thenApply(found -> TradeFeed.json(instrument.symbol(), found));
    }

    /** Candles that began before a time, newest first, as JSON. @param beforeMs 0: the last */
    public CompletableFuture<byte[]> candles(Instrument instrument, Interval interval, long beforeMs, int limit) {
        if (beforeMs == 0) {
            return CompletableFuture.completedFuture(candles.last(instrument, interval, Long.MAX_VALUE, limit));
        }
        if (past == null) return CompletableFuture.completedFuture(candles.last(instrument, interval, beforeMs, limit));
        return past.candles(instrument, interval, beforeMs, limit)
                .thenApply(found -> CandleFeed.json(instrument.symbol(), interval, found));
    }

    public TickerFeed tickers() { return tickers; }

    public AccountFeed accounts() { return accounts; }

    public SettlementFeed settlement() { return settlement; }

    public KnownWithdrawals withdrawals() { return withdrawals; }

    public MeterFeed meters() { return meters; }

    /** Gives the channel {@code system} the number of open connections. */
    public void connections(IntSupplier now) {
        system.state().connections(now);
    }

    /** Gives the channel {@code system} how engine and chain compare. */
    public void reconciled(Supplier<ReconciliationState> now) {
        system.state().reconciled(now);
    }

    /** Gives the channel {@code system} how long requests take, by stage. */
    public void latency(Supplier<Map<Stage, Percentiles>> now) {
        system.state().latency(now);
    }

    /** Tells who hears {@code system} how all is now. */
    public void tellState() {
        system.tellState();
    }

    /** Who an account is and what it has, as JSON. @throws io.enerlink.gateway.protocol.ProtocolException NOT_FOUND */
    public byte[] account(Address address) {
        return accounts.account(address).json();
    }

    /** An account's open orders as JSON. @param symbol the only instrument asked for, null: all */
    public byte[] openOrders(Address address, String symbol) {
        return orders().open(accounts.account(address), symbol).getBytes(StandardCharsets.UTF_8);
    }

    /**
     * What became of an account's orders, newest first, as JSON.
     *
     * @param symbol    the only instrument asked for, null: all
     * @param before    only orders with a lower number, 0: the last
     * @param onlyEnded no open ones
     */
    public CompletableFuture<byte[]> pastOrders(Address address, String symbol, long before, boolean onlyEnded,
            int limit) {
        if (past == null) throw Errors.UNAVAILABLE.because("this exchange keeps no history");
        Instrument only = symbol == null ? null : instruments.bySymbol(symbol);
        return past.orders(accounts.account(address).accountId(), before == 0 ? Long.MAX_VALUE : before, only,
                onlyEnded, limit).thenApply(Orders::json);
    }

    /** An account's executions as JSON. */
    public CompletableFuture<byte[]> executions(Address address, long fromSeq, int limit) {
        AccountView account = accounts.account(address);
        if (past == null) {
            return CompletableFuture.completedFuture(
                    account.json(account.executions(fromSeq, limit), account.earliestSeq()));
        }
        CompletableFuture<List<Execution>> found = fromSeq < account.earliestSeq()
                ? past.executions(account.accountId(), fromSeq, limit)
                : CompletableFuture.completedFuture(account.executions(fromSeq, limit));
        return found.thenCombine(past.earliestSeq(account.accountId()),
                (executions, earliestSeq) -> account.json(executions, Math.min(earliestSeq, account.earliestSeq())));
    }

    private Orders orders() {
        return new Orders(accounts, instruments, past);
    }

    /** An account's batches that are not final, as JSON. */
    public byte[] settlements(Address address) {
        return settlement.open(accounts.account(address).accountId());
    }

    /** The last readings of an owner's meters, as JSON. */
    public byte[] meters(Address address) {
        return meters.last(address);
    }

    /** Adds the methods that subscribe and ask. @param isOperator who may hear what concerns the whole exchange */
    public void addTo(Methods methods, Predicate<Session> isOperator) {
        new Subscriptions(instruments, accounts).books(books).trades(trades).candles(candles).tickers(tickers)
                .auctions(auctions).executions().balances()
                .meters(meters)
                .settlement(settlement).withdrawals(withdrawals).system(system, isOperator)
                .addTo(methods);
        orders().addTo(methods);
        new Deposits(past).addTo(methods);
    }
}
