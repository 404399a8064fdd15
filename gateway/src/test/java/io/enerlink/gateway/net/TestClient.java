package io.enerlink.gateway.net;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.enerlink.gateway.auth.Address;
import io.enerlink.gateway.auth.Domain;
import io.enerlink.gateway.auth.Logon;
import io.enerlink.gateway.auth.SigningKey;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A client that knows nothing but the public protocol. Remembers all it hears, and fails where that is not what
 * {@code docs/asyncapi.json} says.
 */
final class TestClient implements WebSocket.Listener, AutoCloseable {
    static final HttpClient HTTP = HttpClient.newHttpClient();

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long DEADLINE_SECONDS = 20;

    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final List<JsonNode> heard = new ArrayList<>();
    private final StringBuilder partial = new StringBuilder();
    private final WebSocket socket;
    /** What was asked, by its id, to know what the answer should look like. */
    private final Map<JsonNode, JsonNode> asked = new ConcurrentHashMap<>();
    private volatile String fault;
    private long lastId;

    TestClient(int port) { this(port, "enerlink.v1.json"); }

    TestClient(int port, String subprotocol) {
        WebSocket.Builder builder = HTTP.newWebSocketBuilder();
        if (subprotocol != null) builder.subprotocols(subprotocol);
        socket = builder.buildAsync(URI.create("ws://127.0.0.1:" + port + "/ws/v1"), this).join();
    }

    WebSocket socket() { return socket; }

    void sendRaw(String text) {
        JsonNode request = json(text);
        if (request != null && request.has("id")) asked.put(request.path("id"), request);
        socket.sendText(text, true).join();
    }

    /** Sends a request and waits for its answer. */
    JsonNode call(String method, String params) {
        return answer(begin(method, params));
    }

    /** Sends a request and does not wait. */
    long begin(String method, String params) {
        long id = ++lastId;
        sendRaw("{\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":" + params + "}");
        return id;
    }

    JsonNode answer(long id) {
        return await(message -> message.path("id").asLong() == id);
    }

    /** The name of the error that answers a raw text. */
    String errorOf(String text) {
        int from = size();
        sendRaw(text);
        return await(from, message -> message.has("error")).path("error").path("name").asText();
    }

    JsonNode logOn(SigningKey key, Domain domain) {
        return logOn(key.address(), key, domain);
    }

    /** An agent's key for an account. */
    JsonNode logOn(Address account, SigningKey key, Domain domain) {
        return answer(beginLogOn(account, key, domain));
    }

    long beginLogOn(Address account, SigningKey key, Domain domain) {
        String address = account.toString();
        String challenge = call("session.challenge", "{\"address\":\"" + address + "\"}").path("result")
                .path("challenge").asText();
        byte[] signature = key.sign(domain,
                new Logon(account, HexFormat.of().parseHex(challenge.substring(2))));
        return begin("session.logon", "{\"address\":\"" + address + "\",\"signature\":\"" + hex(signature) + "\"}");
    }

    synchronized int size() { return heard.size(); }

    synchronized List<JsonNode> heard(Predicate<JsonNode> which) {
        return heard.stream().filter(which).toList();
    }

    JsonNode await(Predicate<JsonNode> which) { return await(0, which); }

    /** The first message from {@code from} on that is looked for. */
    synchronized JsonNode await(int from, Predicate<JsonNode> which) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
        for (int i = from;; i++) {
            while (i >= heard.size()) {
                long leftMs = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (leftMs <= 0 || closed.isDone()) throw new AssertionError("not among " + heard);
                try {
                    wait(leftMs);
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
            if (which.test(heard.get(i))) return heard.get(i);
        }
    }

    /** Waits for so many messages of a channel, and gives them. */
    List<JsonNode> await(String channel, int count) {
        int[] seen = {0};
        await(message -> channel.equals(message.path("channel").asText()) && ++seen[0] == count);
        return heard(message -> channel.equals(message.path("channel").asText()));
    }

    int closeCode() {
        return closed.orTimeout(DEADLINE_SECONDS, TimeUnit.SECONDS).join();
    }

    static String hex(byte[] bytes) {
        return "0x" + HexFormat.of().formatHex(bytes);
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            JsonNode message = json(partial.toString());
            check(message);
            synchronized (this) {
                heard.add(message);
                notifyAll();
            }
            partial.setLength(0);
        }
        webSocket.request(1);
        return null;
    }

    /** Null for what is no JSON. */
    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException notJson) {
            return null;
        }
    }

    private void check(JsonNode message) {
        if (message == null) {
            fault = "not JSON: " + partial;
        } else if (!message.has("id")) {
            check(AsyncApi.nameOf(message), message);
        } else if (message.has("error")) {
            check("error", message);
        } else {
            JsonNode request = asked.get(message.path("id"));
            if (request == null) return;
            check(request.path("method").asText(), request);
            check(request.path("method").asText() + ".result", message);
        }
    }

    private void check(String name, JsonNode message) {
        if (fault == null) fault = AsyncApi.fault(name, message);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
        ended(statusCode);
        return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        ended(0);
    }

    private synchronized void ended(int code) {
        closed.complete(code);
        notifyAll();
    }

    @Override
    public void close() {
        socket.abort();
        if (fault != null) throw new AssertionError("not as asyncapi.json says: " + fault);
    }
}
