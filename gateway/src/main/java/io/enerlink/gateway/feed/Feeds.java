package io.enerlink.gateway.feed;

import io.enerlink.gateway.session.Session;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.nio.charset.StandardCharsets;
import io.enerlink.gateway.auth.Address;
import io.enerlink.engine.client.EventDispatcher;
import io.enerlink.engine.client.EventListener;
import io.enerlink.gateway.session.Instruments;
import io.enerlink.gateway.session.KnownWithdrawals;
import io.enerlink.gateway.session.Methods;
import io.enerlink.gateway.session.Pending;
import io.enerlink.gateway.session.Percentiles;
import io.enerlink.gateway.session.RequestObserver.Stage;
import io.enerlink.settlement.clearing.ReconciliationState;

/**
 * All that is told to clients, and the one listener that it is made of. Rebuilt at start from the events that the
 * engine replays.
 */
public final class Feeds {
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
    private final EventRouter router;
    private final EventListener listener;

    public Feeds(Instruments instruments, Pending pending, FeedLimits limits) {
        this.instruments = instruments;
        accounts = new AccountFeed(instruments, limits);
        system = new SystemFeed(instruments);
        settlement = new SettlementFeed(system);
        router = new EventRouter(instruments, books, trades, candles, accounts, tickers, auctions, system, settlement,
                withdrawals,
                new Answers(pending, accounts));
        listener = new EventDispatcher(router);
    }

    /** Time of the last of the engine's commands that was told, ms since 1970; 0 before the first. */
    public long lastMs() {
        return router.lastMs();
    }

    /** Hears the engine, from before its start. */
    public EventListener listener() { return listener; }

    public BookFeed books() { return books; }

    public TradeFeed trades() { return trades; }

    public CandleFeed candles() { return candles; }

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
        return new Orders(accounts, instruments).open(accounts.account(address), symbol)
                .getBytes(StandardCharsets.UTF_8);
    }

    /** An account's executions as JSON. */
    public byte[] executions(Address address, long fromSeq, int limit) {
        return accounts.account(address).executions(fromSeq, limit);
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
        new Orders(accounts, instruments).addTo(methods);
    }
}
