package io.enerlink.settlement;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.web3j.utils.Numeric;

/** A JSON-RPC proxy in front of a node that answers as nodes do on bad days. */
public final class FaultyNode implements AutoCloseable {
    /** What happens to a request. */
    public enum Fault {
        /** The connection ends, the node never heard. */
        DOWN,
        /** The node hears, its answer comes after everybody has stopped waiting. */
        SLOW,
        /** An overloaded balancer: 503, the node never heard. */
        UNAVAILABLE,
        /** The node answers with an error of its own. */
        ERROR,
        /** The node hears and accepts, its answer is lost. */
        LOST,
        /** The node is behind with nonces, or claims that a transaction's is wrong. */
        WRONG_NONCE
    }

    static {
        // Otherwise each answer may wait 40 ms for the acknowledgement of its headers.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private static final long LONGEST_HOLD_SEC = 5;
    private static final int STALE_NONCES = 2;
    private final JsonRpc node;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private Fault fault;
    private int left;
    private CountDownLatch healed = new CountDownLatch(1);

    public FaultyNode(String url) throws IOException {
        node = new JsonRpc(url);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    public String url() { return "http://127.0.0.1:" + server.getAddress().getPort(); }

    /** The next requests suffer. */
    public synchronized void inject(Fault next, int requests) {
        heal();
        fault = next;
        left = requests;
    }

    public synchronized void heal() {
        left = 0;
        healed.countDown();
        healed = new CountDownLatch(1);
    }

    private synchronized Fault next() {
        return left-- > 0 ? fault : null;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] request = exchange.getRequestBody().readAllBytes();
            Fault now = next();
            if (now == null) send(exchange, 200, node.forward(request));
            else
                answer(exchange, request, now);
        }
    }

    private void answer(HttpExchange exchange, byte[] request, Fault now) throws IOException {
        switch (now) {
            case DOWN -> {
                // Closed without a word.
            }
            case SLOW -> {
                node.forward(request);
                hold();
            }
            case UNAVAILABLE -> send(exchange, 503, "try again".getBytes(StandardCharsets.UTF_8));
            case ERROR -> send(exchange, 200, error(JsonRpc.JSON.readTree(request), -32603, "internal error"));
            case LOST -> node.forward(request);
            case WRONG_NONCE -> send(exchange, 200, wrongNonce(request));
        }
    }

    private void hold() {
        CountDownLatch until;
        synchronized (this) {
            until = healed;
        }
        try {
            if (!until.await(LONGEST_HOLD_SEC, TimeUnit.SECONDS)) throw new IllegalStateException("nobody healed it");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private byte[] wrongNonce(byte[] request) throws IOException {
        JsonNode parsed = JsonRpc.JSON.readTree(request);
        if (parsed.get("method").asText().equals("eth_sendRawTransaction"))
            return error(parsed, -32000, parsed.get("id").asLong() % 2 == 0 ? "nonce too low" : "nonce too high");
        byte[] answer = node.forward(request);
        if (!parsed.get("method").asText().equals("eth_getTransactionCount")) return answer;
        long nonce = Numeric.decodeQuantity(JsonRpc.JSON.readTree(answer).get("result").asText()).longValueExact();
        return JsonRpc.JSON.writeValueAsBytes(JsonRpc.JSON.createObjectNode().put("jsonrpc", "2.0")
                .put("id", parsed.get("id").asLong())
                .put("result", "0x" + Long.toHexString(Math.max(0, nonce - STALE_NONCES))));
    }

    private static byte[] error(JsonNode request, int code, String message) throws IOException {
        var answer = JsonRpc.JSON.createObjectNode().put("jsonrpc", "2.0").put("id", request.get("id").asLong());
        answer.putObject("error").put("code", code).put("message", message);
        return JsonRpc.JSON.writeValueAsBytes(answer);
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        heal();
        server.stop(0);
        threads.shutdownNow();
    }
}
