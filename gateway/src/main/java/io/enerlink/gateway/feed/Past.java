package io.enerlink.gateway.feed;

import io.enerlink.engine.book.OrderType;
import io.enerlink.engine.book.Side;
import io.enerlink.engine.book.TimeInForce;
import io.enerlink.engine.matching.CancelReason;
import io.enerlink.gateway.protocol.Errors;
import io.enerlink.gateway.session.Instrument;
import io.enerlink.gateway.session.Instruments;
import io.enerlink.gateway.session.OpenOrder;
import io.enerlink.settlement.history.Candle;
import io.enerlink.settlement.history.PastDeposit;
import io.enerlink.settlement.history.PastExecution;
import io.enerlink.settlement.history.PastExecution.PastOrder;
import io.enerlink.settlement.history.PastTrade;
import io.enerlink.settlement.history.PastTrading;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jdbi.v3.core.JdbiException;

/**
 * What was before what the feeds remember: asked of the history, on threads of its own, so that nobody who serves clients
 * waits for a database. Answers fail with BUSY where too many wait, with UNAVAILABLE where the database is away.
 */
final class Past implements AutoCloseable {
    /** Executions that are read at a time for one who comes back. */
    private static final int PAGE = 500;
    /** 5 s in all: longer than the history is behind while the database is there. */
    private static final int MAX_LOOKS = 100;
    private static final long LOOK_MS = 50;

    private static final int THREADS = 2;
    private static final int MAX_WAITING = 1_024;
    private static final int NO_INSTRUMENT = 0;

    private final PastTrading trading;
    private final Instruments instruments;
    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(THREADS, THREADS, 0, TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MAX_WAITING), Thread.ofPlatform().name("past-", 0).daemon().factory());

    Past(PastTrading trading, Instruments instruments) {
        this.trading = trading;
        this.instruments = instruments;
    }

    CompletableFuture<List<Execution>> executions(int accountId, long fromSeq, int limit) {
        return ask(() -> trading.executions(accountId, fromSeq, limit).stream().map(this::execution).toList());
    }

    /** Some from a number on that was given; the history may be a moment behind, so it is asked again for a while. */
    CompletableFuture<OlderExecutions.Page> older(int accountId, long fromSeq) {
        return older(accountId, fromSeq, MAX_LOOKS);
    }

    private CompletableFuture<OlderExecutions.Page> older(int accountId, long fromSeq, int looks) {
        return ask(() -> page(accountId, fromSeq)).thenCompose(page -> {
            boolean isThere = !page.executions().isEmpty() || page.fromSeq() > fromSeq;
            if (isThere || looks == 1) return CompletableFuture.completedFuture(page);
            return CompletableFuture
                    .supplyAsync(() -> older(accountId, fromSeq, looks - 1),
                            CompletableFuture.delayedExecutor(LOOK_MS, TimeUnit.MILLISECONDS, threads))
                    .thenCompose(later -> later);
        });
    }

    private OlderExecutions.Page page(int accountId, long fromSeq) {
        long from = Math.max(fromSeq, trading.earliestSeq(accountId));
        return new OlderExecutions.Page(from,
                trading.executions(accountId, from, PAGE).stream().map(this::execution).toList());
    }

    CompletableFuture<Long> earliestSeq(int accountId) {
        return ask(() -> trading.earliestSeq(accountId));
    }

    CompletableFuture<Optional<Execution>> last(int accountId, long orderId, long clientOrderId) {
        return ask(() -> trading.last(accountId, orderId, clientOrderId).map(this::execution));
    }

    /** The last of each order, newest order first. @param only null: of all instruments */
    CompletableFuture<List<Execution>> orders(int accountId, long beforeOrderId, Instrument only, boolean onlyEnded,
            int limit) {
        return ask(() -> trading.orders(accountId, beforeOrderId, only == null ? NO_INSTRUMENT : only.id(), onlyEnded,
                limit).stream().map(this::execution).toList());
    }

    CompletableFuture<List<PastTrade>> trades(Instrument instrument, long beforeTradeId, int limit) {
        return ask(() -> trading.trades(instrument.id(), beforeTradeId, limit));
    }

    CompletableFuture<List<Candle>> candles(Instrument instrument, Interval interval, long beforeMs, int limit) {
        return ask(() -> trading.candles(instrument.id(), interval.lengthMs(), beforeMs, limit));
    }

    CompletableFuture<List<PastDeposit>> deposits(int accountId, long beforeEventSeq, int limit) {
        return ask(() -> trading.deposits(accountId, beforeEventSeq, limit));
    }

    /** Gives the feeds of an instrument what they would remember, before they hear anything. Blocks. */
    void restore(Instrument instrument, TradeFeed trades, CandleFeed candles, TickerFeed tickers) {
        List<PastTrade> tape = trading.trades(instrument.id(), Long.MAX_VALUE, TradeFeed.REMEMBERED);
        trades.restore(instrument, tape);
        for (Interval interval : Interval.values()) {
            candles.restore(instrument, interval, lastCandles(instrument, interval, CandleFeed.REMEMBERED));
        }
        if (!tape.isEmpty()) {
            tickers.restore(instrument, tape.getFirst().priceTicks(),
                    lastCandles(instrument, Interval.QUARTER, Day.QUARTERS));
        }
    }

    /** What the feeds that were restored have heard already. Blocks. */
    long lastTradeId() {
        return trading.lastTradeId();
    }

    private List<Candle> lastCandles(Instrument instrument, Interval interval, int count) {
        return trading.candles(instrument.id(), interval.lengthMs(), Long.MAX_VALUE, count).reversed();
    }

    private Execution execution(PastExecution past) {
        PastOrder order = past.order();
        OpenOrder then = new OpenOrder(order.orderId(), order.clientOrderId(), instruments.byId(order.instrumentId()),
                Side.of(order.side()), OrderType.of(order.orderType()), TimeInForce.of(order.timeInForce()),
                order.postOnly(), order.priceTicks(), order.quantityWh(), order.leavesWh(), order.expiryMs(),
                order.nonce(), order.sequence(), order.acceptedMs(), null);
        CancelReason reason = past.reason() < 0 ? null : CancelReason.of(past.reason());
        Execution.Type type = switch (past.type()) {
            case NEW -> Execution.Type.NEW;
            case TRADE -> Execution.Type.TRADE;
            case REPLACED -> Execution.Type.REPLACED;
            case CANCELED -> reason == CancelReason.EXPIRED ? Execution.Type.EXPIRED : Execution.Type.CANCELED;
        };
        PastExecution.Fill fill = past.fill();
        return new Execution(past.seq(), type, then, fill == null ? null : new Execution.Fill(fill.tradeId(),
                fill.batchId(), fill.priceTicks(), fill.quantityWh(), fill.fee(), fill.maker()), reason, past.atMs());
    }

    private <T> CompletableFuture<T> ask(Supplier<T> question) {
        try {
            return CompletableFuture.supplyAsync(() -> answer(question), threads);
        } catch (RejectedExecutionException full) {
            return CompletableFuture.failedFuture(Errors.BUSY.because("too many questions about the past wait"));
        }
    }

    private static <T> T answer(Supplier<T> question) {
        try {
            return question.get();
        } catch (JdbiException away) {
            throw Errors.UNAVAILABLE.because("the history cannot be read now");
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
