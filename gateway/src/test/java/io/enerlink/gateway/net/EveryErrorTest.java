package io.enerlink.gateway.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.enerlink.engine.matching.RejectReason;
import io.enerlink.gateway.auth.Address;
import io.enerlink.gateway.auth.Domain;
import io.enerlink.gateway.auth.SigningKey;
import io.enerlink.gateway.feed.FeedLimits;
import io.enerlink.gateway.protocol.Errors;
import io.enerlink.gateway.session.Rate;
import io.enerlink.gateway.session.SessionLimits;
import io.enerlink.settlement.metering.Refusal;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every name in the list of errors reaches a client, over a real socket, as documented. The gateway's own come about as
 * they do in life. The engine's are told by a scripted engine, those of meters by a route: what leads to them is tested
 * beside what refuses.
 */
class EveryErrorTest {
    private static final Domain DOMAIN = Domain.ofMarket(31337, Address.parse("0x" + "66".repeat(20)));
    private static final GatewayConfig DEMO = GatewayConfig.demo("127.0.0.1", 0);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final SigningKey KEY = SigningKey.generate();
    private static final String SIGNATURE = "0x" + "05".repeat(65);

    private static final WalletTest.Chain CHAIN = new WalletTest.Chain();
    private static GatewayConfig running;
    private static GatewayServer server;
    private static ScriptedEngine engine;
    private TestClient client;

    @AfterEach
    void hangUp() {
        client.close();
    }

    @AfterAll
    static void stop() {
        server.close();
        running = null;
    }

    @ParameterizedTest
    @EnumSource(Errors.class)
    void reachesAClientWithItsNameCodeAndStatus(Errors error) throws Exception {
        connect(switch (error) {
            case RATE_LIMIT ->
                DEMO.withLimits(new SessionLimits(1, 3, 10, 10, 60_000, new Rate(20, 200)), FeedLimits.defaults());
            case TOO_MANY_PENDING ->
                DEMO.withLimits(new SessionLimits(9, 9, 1, 9, 60_000, new Rate(20, 200)), FeedLimits.defaults());
            case TOO_MANY_SUBSCRIPTIONS -> DEMO.withLimits(new SessionLimits(9, 9, 9, 1, 60_000, new Rate(20, 200)),
                    FeedLimits.defaults());
            case TIMEOUT -> DEMO.withLimits(new SessionLimits(9, 9, 9, 9, 1, new Rate(20, 200)), FeedLimits.defaults());
            case TOO_MANY_CONNECTIONS -> DEMO.withConnections(1, 1);
            case NOT_OPERATOR -> DEMO.withEnvironment("production");
            default -> DEMO;
        });
        JsonNode answer = provoke(error);
        assertEquals(error.name(), answer.path("error").path("name").asText(), answer.toString());
        assertEquals(error.code(), answer.path("error").path("code").asInt());
        assertEquals(error.status(), answer.path("status").asInt());
        boolean waitingHelps = error.status() == 429 || error.status() == 503;
        assertEquals(waitingHelps, answer.path("error").path("retryAfterMs").asLong() > 0, answer.toString());
    }

    private JsonNode provoke(Errors error) throws Exception {
        return switch (error) {
            case MALFORMED_JSON -> raw("{");
            case INVALID_REQUEST -> raw("[]");
            case UNKNOWN_METHOD -> call("order.bribe", "{}");
            case UNKNOWN_FIELD -> call("orders.open", "{\"colour\":\"red\"}");
            case DUPLICATE_FIELD -> call("orders.open", "{\"symbol\":\"a\",\"symbol\":\"b\"}");
            case MISSING_FIELD -> call("order.cancel", "{}");
            case WRONG_TYPE -> call("orders.open", "{\"symbol\":5}");
            case INVALID_VALUE -> call("order.cancel", "{\"orderId\":0}");
            case BAD_DECIMAL -> call("ramp.on", "{\"amount\":\"1e3\"}");
            case VALUE_TOO_LARGE -> call("ramp.on", "{\"amount\":\"99999999999999999999\"}");
            case UNKNOWN_CHANNEL -> call("subscribe", "{\"channel\":\"gossip\"}");
            case UNKNOWN_SYMBOL -> call("orders.open", "{\"symbol\":\"GOLD\"}");
            case BAD_ADDRESS -> call("session.challenge", "{\"address\":\"0x12\"}");
            case UNKNOWN_BOT -> call("bot.pause", "{\"name\":\"nobody\"}");
            case NOT_FOUND -> http("GET", "/nowhere", null);
            case METHOD_NOT_ALLOWED -> http("POST", "/api/v1/time", null);
            case NOT_LOGGED_ON -> asStranger("orders.open", "{}");
            case ALREADY_LOGGED_ON -> call("session.logon", logon());
            case NO_CHALLENGE -> asStranger("session.logon", logon());
            case CHALLENGE_EXPIRED -> http("GET", "/api/v1/account",
                    "EnerLink " + KEY.address() + " 1 " + SIGNATURE);
            case BAD_SIGNATURE -> call("session.logon", "{\"address\":\"" + KEY.address() + "\",\"signature\":\"0x\"}");
            case SIGNER_MISMATCH -> call("order.place", TestExchange.order(SigningKey.generate(),
                    io.enerlink.engine.book.Side.BID, "1350.00", "1", 1, ""));
            case ORIGIN_REFUSED -> handshake("Origin: https://evil.example\r\n");
            case NOT_OPERATOR -> call("subscribe", "{\"channel\":\"system\"}");
            case RATE_LIMIT -> {
                JsonNode answer = call("orders.open", "{}");
                while (!answer.has("error")) answer = call("orders.open", "{}");
                yield answer;
            }
            case TOO_MANY_CONNECTIONS -> {
                try (RawClient stranger = new RawClient(server.port())) {
                    yield body(stranger.readAll());
                }
            }
            case TOO_MANY_PENDING -> {
                client.begin("order.cancelAll", "{}");
                yield call("order.cancelAll", "{}");
            }
            case TOO_MANY_SUBSCRIPTIONS -> {
                call("subscribe", "{\"channel\":\"balances\"}");
                yield call("subscribe", "{\"channel\":\"system\"}");
            }
            case BUSY -> {
                engine.full(true);
                yield call("order.cancelAll", "{}");
            }
            case UNAVAILABLE -> {
                engine.halt();
                yield call("order.cancelAll", "{}");
            }
            case TIMEOUT -> onTheChain(new CompletableFuture<>());
            case CHAIN_ERROR -> onTheChain(CompletableFuture.failedFuture(new IllegalStateException("down")));
            case CHAIN_REFUSED -> onTheChain(CompletableFuture.failedFuture(Errors.CHAIN_REFUSED.because("expired")));
            case INTERNAL_ERROR -> http("GET", "/test/fault", null);
            default -> ofOthers(error);
        };
    }

    private JsonNode ofOthers(Errors error) throws Exception {
        if (Arrays.stream(RejectReason.values()).anyMatch(reason -> reason.name().equals(error.name()))) {
            engine.refuse(RejectReason.valueOf(error.name()));
            return call("order.cancelAll", "{}");
        }
        return http("GET", "/test/" + Refusal.valueOf(error.name()), null);
    }

    /** To the server of the test before where that will do. */
    private void connect(GatewayConfig config) throws IOException {
        if (!config.equals(running)) start(config);
        engine.behave();
        client = new TestClient(server.port());
        client.logOn(KEY, DOMAIN);
    }

    private static void start(GatewayConfig config) throws IOException {
        if (running != null) server.close();
        running = config;
        server = new GatewayServer(config);
        server.addWallets(CHAIN);
        server.routes().get("/test/fault", call -> {
            throw new IllegalStateException("a fault of ours");
        });
        for (Refusal refusal : Refusal.values()) {
            server.routes().get("/test/" + refusal, call -> {
                throw Errors.of(refusal).because("as the meters' own tests have it");
            });
        }
        engine = new ScriptedEngine(server.listener());
        server.start(engine, DOMAIN);
    }

    private JsonNode call(String method, String params) {
        return client.call(method, params);
    }

    private JsonNode raw(String text) {
        int from = client.size();
        client.sendRaw(text);
        return client.await(from, message -> message.has("error"));
    }

    private JsonNode asStranger(String method, String params) {
        try (TestClient stranger = new TestClient(server.port())) {
            return stranger.call(method, params);
        }
    }

    private static String logon() {
        return "{\"address\":\"" + KEY.address() + "\",\"signature\":\"" + SIGNATURE + "\"}";
    }

    private JsonNode onTheChain(CompletableFuture<String> answer) {
        CHAIN.answer(answer);
        return call("ramp.on", "{\"amount\":\"1\"}");
    }

    private JsonNode http(String method, String path, String authorization) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (authorization != null) request.header("Authorization", authorization);
        return JSON.readTree(TestClient.HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString()).body());
    }

    private JsonNode handshake(String headers) throws IOException {
        try (RawClient stranger = new RawClient(server.port())) {
            return body(stranger.write("GET /ws/v1 HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n"
                    + "Connection: Upgrade, close\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                    + "Sec-WebSocket-Version: 13\r\n" + headers + "\r\n").readAll());
        }
    }

    private static JsonNode body(String answer) throws IOException {
        return JSON.readTree(answer.substring(answer.indexOf("\r\n\r\n")));
    }
}
