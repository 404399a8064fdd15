package io.enerlink.gateway.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.enerlink.gateway.auth.Domain;
import io.enerlink.gateway.auth.SigningKey;
import io.enerlink.gateway.protocol.Errors;
import java.net.http.HttpClient;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The client's connection over time: opened, signed in, lost, opened again. All state belongs to its one thread. */
final class Line implements Wire.Owner {
    private static final Logger LOG = LoggerFactory.getLogger(Line.class);

    private final ClientConfig config;
    private final SigningKey key;
    private final ExchangeListener listener;
    private final ScheduledThreadPoolExecutor loop;
    private final HttpClient http;
    private final Calls calls;
    private final Channels channels;
    private final Nonces nonces = new Nonces();
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private Wire wire;
    private SignedSession session;
    private int failures;
    private boolean closed;
    private volatile boolean isReady;

    Line(ClientConfig config, SigningKey key, ExchangeListener listener) {
        this.config = config;
        this.key = key;
        this.listener = listener;
        this.loop = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "client-" + key.address().toString().substring(0, 8));
            thread.setDaemon(true);
            return thread;
        });
        loop.setRemoveOnCancelPolicy(true);
        loop.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        this.http = HttpClient.newBuilder().connectTimeout(config.requestTimeout()).executor(loop).build();
        this.calls = new Calls(loop, config);
        this.channels = new Channels(listener, this::resubscribe);
    }

    void start() {
        loop.execute(this::open);
        long everyMs = Math.max(1, config.silence().toMillis() / 4);
        loop.scheduleWithFixedDelay(this::checkSilence, everyMs, everyMs, TimeUnit.MILLISECONDS);
    }

    CompletableFuture<Void> ready() { return ready.copy(); }

    boolean isReady() { return isReady; }

    /** Runs a request on the client's thread; fails at once while the line is down. */
    <T> CompletableFuture<T> inSession(Function<SignedSession, CompletableFuture<T>> request) {
        return onLoop(() -> isReady ? request.apply(session)
                : CompletableFuture
                        .failedFuture(ExchangeException.local(ExchangeException.DISCONNECTED, "not signed in")));
    }

    /** Wants a channel from now on; without a line it is asked for with the next one. */
    CompletableFuture<Void> subscribe(Channels.Channel channel) {
        return onLoop(() -> {
            channels.want(channel);
            return isReady ? ask(channel) : CompletableFuture.completedFuture(null);
        });
    }

    CompletableFuture<Void> subscribeExecutions(long fromSeq) {
        return onLoop(() -> {
            channels.executionsFrom(fromSeq);
            channels.want(Channels.EXECUTIONS);
            return isReady ? ask(Channels.EXECUTIONS) : CompletableFuture.completedFuture(null);
        });
    }

    void close() {
        try {
            loop.execute(() -> {
                if (closed) return;
                closed = true;
                isReady = false;
                ExchangeException reason = ExchangeException.local(ExchangeException.CLOSED, "the client was closed");
                calls.failAll(reason);
                ready.completeExceptionally(reason);
                if (wire != null) wire.close();
                loop.schedule(this::stop, 200, TimeUnit.MILLISECONDS);
            });
        } catch (RejectedExecutionException already) {
            LOG.debug("{} is closed already", key);
        }
    }

    private void stop() {
        http.shutdownNow();
        loop.shutdownNow();
    }

    @Override
    public void text(Wire from, String message) {
        if (from != wire) return;
        try {
            JsonNode json = Codec.parse(message);
            if (json.has("status") && json.has("id")) calls.answer(json);
            else if (json.path("channel").asText().equals("status")) status(json);
            else
                channels.take(json);
        } catch (ExchangeException violation) {
            wire.abort(violation.getMessage());
        } catch (RuntimeException fault) {
            LOG.error("{}: the listener failed on {}", key, message, fault);
        }
    }

    @Override
    public void down(Wire which, String reason) {
        if (which != wire || closed) return;
        isReady = false;
        wire = null;
        session = null;
        calls.failAll(ExchangeException.local(ExchangeException.DISCONNECTED, reason));
        loop.schedule(this::open, backoffMs(), TimeUnit.MILLISECONDS);
        failures++;
        LOG.debug("{}: {}", key, reason);
        tell(() -> listener.onDisconnected(reason));
    }

    private void open() {
        if (!closed) wire = Wire.open(http, config.uri(), config.requestTimeout(), this, loop);
    }

    private void status(JsonNode push) {
        if (!push.path("type").asText().equals("connected") || session != null) return;
        Domain domain = Codec.domain(push);
        requirePinned(domain);
        Wire current = wire;
        session = new SignedSession(wire, calls, key, domain, nonces);
        session.logon().thenCompose(done -> askAll()).whenComplete((done, error) -> {
            if (current != wire) return;
            if (error == null) signedIn();
            else
                wire.abort("cannot sign in: " + Errors.cause(error).getMessage());
        });
    }

    private void signedIn() {
        failures = 0;
        isReady = true;
        tell(listener::onReady);
        ready.complete(null);
    }

    private void requirePinned(Domain domain) {
        Domain pinned = config.pinned();
        if (pinned != null && !pinned.sameAs(domain)) {
            throw Codec.violation("the exchange names the domain of another chain or contract");
        }
    }

    private CompletableFuture<Void> askAll() {
        return CompletableFuture.allOf(channels.wanted().stream().map(this::ask).toArray(CompletableFuture[]::new));
    }

    private CompletableFuture<Void> ask(Channels.Channel channel) {
        return session.call("subscribe", channels.params(channel))
                .thenAccept(answer -> channels.subscribed(channel, answer))
                .exceptionallyCompose(error -> channels.startsAnew(channel, Errors.cause(error)) ? ask(channel)
                        : CompletableFuture.failedFuture(Errors.cause(error)));
    }

    private void resubscribe(Channels.Channel channel) {
        if (session == null) return;
        Wire current = wire;
        ask(channel).exceptionally(error -> {
            if (current == wire) current.abort("cannot subscribe again: " + Errors.cause(error).getMessage());
            return null;
        });
    }

    private void checkSilence() {
        if (wire != null && wire.silenceNs() > config.silence().toNanos()) {
            wire.abort("nothing heard for " + config.silence().toMillis() + " ms");
        }
    }

    private long backoffMs() {
        long longestMs = config.longestBackoff().toMillis();
        long pauseMs = Math.min(longestMs, config.firstBackoff().toMillis() << Math.min(failures, 20));
        return pauseMs / 2 + ThreadLocalRandom.current().nextLong(pauseMs / 2 + 1);
    }

    private <T> CompletableFuture<T> onLoop(Supplier<CompletableFuture<T>> request) {
        CompletableFuture<T> result = new CompletableFuture<>();
        try {
            loop.execute(() -> run(request, result));
        } catch (RejectedExecutionException stopped) {
            result.completeExceptionally(
                    ExchangeException.local(ExchangeException.CLOSED, "the client was closed"));
        }
        return result;
    }

    private <T> void run(Supplier<CompletableFuture<T>> request, CompletableFuture<T> result) {
        try {
            request.get().whenComplete((value, error) -> {
                if (error == null) result.complete(value);
                else
                    result.completeExceptionally(Errors.cause(error));
            });
        } catch (RuntimeException refused) {
            result.completeExceptionally(refused);
        }
    }

    private void tell(Runnable news) {
        try {
            news.run();
        } catch (RuntimeException fault) {
            LOG.error("{}: the listener failed", key, fault);
        }
    }
}
