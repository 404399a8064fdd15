package io.enerlink.gateway.cli;

import io.enerlink.engine.client.EngineClient;
import io.enerlink.engine.client.EventHandler;
import io.enerlink.engine.client.HeapBuffer;
import io.enerlink.engine.matching.HaltReason;
import io.enerlink.engine.matching.RejectReason;
import io.enerlink.engine.matching.TradingState;
import io.enerlink.engine.message.CommandRejectedDecoder;
import io.enerlink.engine.message.MessageHeaderEncoder;
import io.enerlink.engine.message.SetTradingEncoder;
import io.enerlink.engine.message.TradingChangedDecoder;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.agrona.MutableDirectBuffer;

/**
 * Halts trading, calls auctions and opens trading, for operators and the hours of trading. A call returns when the change is
 * durable and told. Any thread but the engine's.
 */
final class TradingDesk implements EventHandler {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final long RETRY_NS = 1_000_000;
    private static final long FIRST_ID = -1_000;

    private final EngineClient engine;
    private final Map<Long, CompletableFuture<RejectReason>> asked = new ConcurrentHashMap<>();
    private final AtomicLong lastId = new AtomicLong(FIRST_ID);
    private volatile HaltReason haltReason = HaltReason.NONE;

    TradingDesk(EngineClient engine) {
        this.engine = engine;
    }

    /** What an administrator can do. */
    Map<String, Runnable> actions() {
        return Map.of("halt", () -> change(TradingState.HALTED, HaltReason.OPERATOR),
                "auction", () -> change(TradingState.AUCTION, HaltReason.NONE), "resume", this::resume);
    }

    /** Opens trading again, whatever it was halted for. */
    void resume() {
        change(TradingState.OPEN, HaltReason.NONE);
    }

    /** Why the instrument that was told last stands still. */
    HaltReason haltReason() { return haltReason; }

    /**
     * Puts every instrument into a state; with {@link HaltReason#SCHEDULE} only those that no other reason halts.
     *
     * @throws IllegalStateException saying why the engine did not do it
     */
    void change(TradingState next, HaltReason reason) {
        long id = lastId.decrementAndGet();
        CompletableFuture<RejectReason> answer = new CompletableFuture<>();
        asked.put(id, answer);
        try {
            submit(id, next, reason);
            RejectReason refused = answer.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
            if (refused != RejectReason.NONE) throw new IllegalStateException("the engine refuses: " + refused);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the engine did not answer within " + LIMIT.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted before the engine answered", e);
        } finally {
            asked.remove(id);
        }
    }

    private void submit(long id, TradingState next, HaltReason reason) {
        MutableDirectBuffer buffer = new HeapBuffer(64);
        SetTradingEncoder command = new SetTradingEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder());
        command.correlationId(id).instrumentId(0).state((short) next.code()).reason((short) reason.code());
        submit(engine, buffer, command.encodedLength());
    }

    /** @throws IllegalStateException when the engine has no room for long */
    static void submit(EngineClient engine, MutableDirectBuffer buffer, int length) {
        long deadlineNs = System.nanoTime() + LIMIT.toNanos();
        while (!engine.submit(buffer, 0, MessageHeaderEncoder.ENCODED_LENGTH + length)) {
            if (System.nanoTime() - deadlineNs > 0) throw new IllegalStateException("the engine takes no commands");
            LockSupport.parkNanos(RETRY_NS);
        }
    }

    @Override
    public void onTradingChanged(long sequence, long timestampMs, TradingChangedDecoder event) {
        haltReason = HaltReason.of(event.reason());
        answer(event.correlationId(), RejectReason.NONE);
    }

    @Override
    public void onCommandRejected(long sequence, long timestampMs, CommandRejectedDecoder event) {
        answer(event.correlationId(), RejectReason.of(event.reason()));
    }

    private void answer(long id, RejectReason reason) {
        CompletableFuture<RejectReason> waiting = asked.get(id);
        if (waiting != null) waiting.complete(reason);
    }
}
