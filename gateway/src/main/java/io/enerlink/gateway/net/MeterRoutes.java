package io.enerlink.gateway.net;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.enerlink.gateway.protocol.Errors;
import io.enerlink.gateway.protocol.JsonWriter;
import io.enerlink.settlement.metering.RefusedMessageException;
import io.enerlink.settlement.metering.Submissions;
import org.jdbi.v3.core.JdbiException;

/** What meters may say over HTTP. Nothing is answered before it is stored. */
public final class MeterRoutes implements AutoCloseable {
    private static final int THREADS = 2;
    private static final int MAX_WAITING = 256;
    private static final String BEARER = "Bearer ";

    private final Submissions submissions;
    private final ExecutorService executor;

    public MeterRoutes(Submissions submissions) {
        this.submissions = submissions;
        AtomicInteger threads = new AtomicInteger();
        executor = new ThreadPoolExecutor(THREADS, THREADS, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MAX_WAITING),
                task -> Thread.ofPlatform().name("meter-http-" + threads.incrementAndGet()).daemon().unstarted(task));
    }

    public void addTo(Routes routes) {
        routes.post("/api/meters/submit-reading", this::submit);
    }

    private CompletableFuture<Reply> submit(HttpCall call) {
        call.only();
        if (call.authorization() == null || !call.authorization().startsWith(BEARER))
            throw Errors.UNAUTHORIZED.because("a meter shows its secret: Authorization: Bearer …");
        String secret = call.authorization().substring(BEARER.length());
        byte[] body = call.body();
        long receivedMs = System.currentTimeMillis();
        try {
            return CompletableFuture.supplyAsync(() -> store(secret, body, receivedMs), executor);
        } catch (RejectedExecutionException full) {
            throw Errors.BUSY.because("too many readings wait to be stored");
        }
    }

    private Reply store(String secret, byte[] body, long receivedMs) {
        try {
            Submissions.Stored stored = submissions.submit(secret, body, receivedMs);
            byte[] answer = JsonWriter.object().field("readingId", stored.readingId()).end().bytes();
            return stored.isNew() ? Reply.created(answer) : Reply.json(answer);
        } catch (RefusedMessageException e) {
            throw Errors.of(e.refusal()).because(e.getMessage());
        } catch (JdbiException e) {
            throw Errors.UNAVAILABLE.because("the reading is not stored; submit it again");
        }
    }

    @Override
    public void close() {
        executor.shutdown();
    }
}
