package io.enerlink.gateway.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Requests on their way: each gets its answer, its error, or its time-out, exactly once. On the client's thread only. */
final class Calls {
    private record Call(CompletableFuture<JsonNode> answer, ScheduledFuture<?> timeout) {}

    private final Map<Long, Call> pending = new HashMap<>();
    private final ScheduledExecutorService loop;
    private final ClientConfig config;
    private long lastId;

    Calls(ScheduledExecutorService loop, ClientConfig config) {
        this.loop = loop;
        this.config = config;
    }

    /** Sends a request; the answer is its {@code result}. @param chain whether it waits for the chain */
    CompletableFuture<JsonNode> call(Wire wire, String method, ObjectNode params, boolean chain) {
        if (pending.size() >= config.maxPending()) {
            return CompletableFuture.failedFuture(ExchangeException.local(ExchangeException.TOO_MANY_PENDING,
                    config.maxPending() + " requests wait for their answers already"));
        }
        long id = ++lastId;
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        long timeoutMs = (chain ? config.chainTimeout() : config.requestTimeout()).toMillis();
        ScheduledFuture<?> expiry = loop.schedule(() -> expire(id, method, timeoutMs), timeoutMs,
                TimeUnit.MILLISECONDS);
        pending.put(id, new Call(answer, expiry));
        wire.send(Codec.request(id, method, params));
        return answer;
    }

    /** Takes an answer; one that nobody waits for any more is dropped. */
    void answer(JsonNode message) {
        Call call = pending.remove(message.path("id").asLong());
        if (call == null) return;
        call.timeout.cancel(false);
        if (message.path("status").asInt() == 200) {
            call.answer.complete(message.path("result"));
        } else {
            call.answer.completeExceptionally(Codec.error(message));
        }
    }

    /** Fails everything that waits. */
    void failAll(ExchangeException reason) {
        List<Call> failed = List.copyOf(pending.values());
        pending.clear();
        for (Call call : failed) {
            call.timeout.cancel(false);
            call.answer.completeExceptionally(reason);
        }
    }

    private void expire(long id, String method, long timeoutMs) {
        Call call = pending.remove(id);
        if (call == null) return;
        call.answer.completeExceptionally(ExchangeException.local(ExchangeException.REQUEST_TIMEOUT,
                "no answer to " + method + " in " + timeoutMs + " ms"));
    }
}
