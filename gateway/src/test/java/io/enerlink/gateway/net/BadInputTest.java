package io.enerlink.gateway.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.enerlink.engine.book.Side;
import io.enerlink.gateway.auth.Address;
import io.enerlink.gateway.auth.Domain;
import io.enerlink.gateway.auth.SignedOrder;
import io.enerlink.gateway.auth.SigningKey;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever is wrong with a request has its name, changes nothing in the engine, and leaves the connection open. */
class BadInputTest {
    private static final Domain DOMAIN = Domain.ofMarket(31337, Address.parse("0x" + "11".repeat(20)));
    private static final SigningKey KEY = SigningKey.generate();
    private static final long EXPIRY_MS = 1_900_000_000_000L;

    private static GatewayServer server;
    private static ScriptedEngine engine;

    private TestClient client;

    @BeforeAll
    static void start() throws Exception {
        server = new GatewayServer(GatewayConfig.demo("127.0.0.1", 0));
        engine = new ScriptedEngine(server.listener());
        server.start(engine, DOMAIN);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void logOn() {
        client = new TestClient(server.port());
        assertEquals(200, client.logOn(KEY, DOMAIN).path("status").asInt());
    }

    @AfterEach
    void nothingChangedAndTheConnectionIsOpen() {
        assertEquals(200, client.call("session.cancelOnDisconnect", "{\"enabled\":false}").path("status").asInt());
        assertEquals(List.of(), engine.commands());
        client.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "MALFORMED_JSON  | {\"id\":1,",
            "MALFORMED_JSON  | nonsense",
            "UNKNOWN_METHOD  | {\"id\":1,\"method\":\"order.bribe\",\"params\":{}}",
            "UNKNOWN_FIELD   | {\"id\":1,\"method\":\"orders.open\",\"params\":{\"colour\":\"red\"}}",
            "DUPLICATE_FIELD | {\"id\":1,\"method\":\"orders.open\",\"params\":{\"symbol\":\"a\",\"symbol\":\"b\"}}",
            "UNKNOWN_SYMBOL  | {\"id\":1,\"method\":\"orders.open\",\"params\":{\"symbol\":\"GOLD\"}}",
            "UNKNOWN_ORDER   | {\"id\":1,\"method\":\"order.status\",\"params\":{\"orderId\":99}}",
            "MISSING_FIELD   | {\"id\":1,\"method\":\"order.cancel\",\"params\":{}}",
            "INVALID_VALUE   | {\"id\":1,\"method\":\"order.cancel\",\"params\":{\"orderId\":0}}",
            "INVALID_VALUE   | {\"id\":1,\"method\":\"order.cancel\",\"params\":{\"orderId\":1,\"clientOrderId\":2}}",
            "WRONG_TYPE      | {\"id\":1,\"method\":\"order.cancelAfter\",\"params\":{\"timeoutMs\":1.5}}",
            "WRONG_TYPE      | {\"id\":1,\"method\":\"order.cancelAfter\",\"params\":{\"timeoutMs\":\"soon\"}}",
            "INVALID_VALUE   | {\"id\":1,\"method\":\"order.cancelAfter\",\"params\":{\"timeoutMs\":-1}}",
            "UNKNOWN_CHANNEL | {\"id\":1,\"method\":\"subscribe\",\"params\":{\"channel\":\"gossip\"}}",
            "MISSING_FIELD   | {\"id\":1,\"method\":\"subscribe\",\"params\":{\"channel\":\"book\"}}",
            "MISSING_FIELD   | {\"id\":1,\"method\":\"subscribe\",\"params\":{\"channel\":\"candles\",\"symbol\":\"ETK-IDRS\"}}",
            "INVALID_VALUE   | {\"id\":1,\"method\":\"subscribe\",\"params\":{\"channel\":\"candles\",\"symbol\":\"ETK-IDRS\",\"interval\":\"2m\"}}",
            "UNKNOWN_FIELD   | {\"id\":1,\"method\":\"subscribe\",\"params\":{\"channel\":\"balances\",\"depth\":1}}",
            "INVALID_VALUE   | {\"id\":1,\"method\":\"subscribe\",\"params\":{\"channel\":\"executions\",\"fromSeq\":2}}",
            "MISSING_FIELD   | {\"id\":1,\"method\":\"order.replace\",\"params\":{\"orderId\":5,\"signature\":\"0x\"}}",
            "BAD_SIGNATURE   | {\"id\":1,\"method\":\"order.replace\",\"params\":{\"orderId\":5,\"price\":\"1\",\"quantity\":\"1\",\"nonce\":1,\"expiry\":1,\"signature\":\"0x\"}}",
            "SIGNATURE_REQUIRED | {\"id\":1,\"method\":\"order.replace\",\"params\":{\"orderId\":5,\"quantity\":\"1\",\"price\":\"1\"}}",
            "BAD_ADDRESS     | {\"id\":1,\"method\":\"session.challenge\",\"params\":{\"address\":\"0x12\"}}",
            "BAD_SIGNATURE   | {\"id\":1,\"method\":\"session.logon\",\"params\":{\"address\":\"0x1111111111111111111111111111111111111111\",\"signature\":\"0x00\"}}"})
    void namesWhatIsWrongWithARequest(String error, String text) {
        assertEquals(error, client.errorOf(text));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "UNKNOWN_SYMBOL  | symbol        | \"GOLD\"",
            "WRONG_TYPE      | symbol        | 5",
            "INVALID_VALUE   | side          | \"north\"",
            "INVALID_VALUE   | type          | \"stop\"",
            "INVALID_VALUE   | timeInForce   | \"day\"",
            "INVALID_VALUE   | selfTrade     | \"allow\"",
            "WRONG_TYPE      | postOnly      | \"yes\"",
            "BAD_TICK        | price         | \"1350.001\"",
            "BAD_PRICE       | price         | \"0\"",
            "BAD_PRICE       | price         | \"-1350.00\"",
            "BAD_DECIMAL     | price         | \"1e3\"",
            "WRONG_TYPE      | price         | 1350",
            "VALUE_TOO_LARGE | price         | \"99999999999999999999\"",
            "VALUE_TOO_LARGE | price         | \"1342177.29\"",
            "BAD_LOT         | quantity      | \"0.7501\"",
            "BAD_QUANTITY    | quantity      | \"0\"",
            "BAD_QUANTITY    | quantity      | \"-1\"",
            "VALUE_TOO_LARGE | quantity      | \"99999999999999999999\"",
            "VALUE_TOO_LARGE | quantity      | \"4294967.297\"",
            "BAD_MAX_QUOTE   | maxQuote      | \"0.0000001\"",
            "BAD_MAX_QUOTE   | maxQuote      | \"0\"",
            "BAD_QUANTITY    | displayQuantity | \"0\"",
            "INVALID_VALUE   | clientOrderId | \"0\"",
            "VALUE_TOO_LARGE | clientOrderId | \"9223372036854775808\"",
            "WRONG_TYPE      | clientOrderId | \"mine\"",
            "INVALID_VALUE   | maxFeeBps     | 65536",
            "INVALID_VALUE   | nonce         | 0",
            "INVALID_VALUE   | epoch         | -1",
            "INVALID_VALUE   | expiry        | 0",
            "BAD_ADDRESS     | signer        | \"me\"",
            "BAD_SIGNATURE   | signature     | \"0x1234\"",
            "BAD_SIGNATURE   | signature     | \"unsigned\"",
            "UNKNOWN_FIELD   | leverage      | 10"})
    void namesWhatIsWrongWithAnOrder(String error, String field, String value) {
        Map<String, String> order = order(DOMAIN, KEY);
        order.put(field, value);

        assertEquals(error, place(order));
    }

    @ParameterizedTest
    @CsvSource({"symbol", "side", "price", "quantity", "nonce", "expiry", "signature"})
    void namesWhatAnOrderLacks(String field) {
        Map<String, String> order = order(DOMAIN, KEY);
        order.remove(field);

        assertEquals("MISSING_FIELD", place(order));
    }

    @Test
    void refusesAMaxQuoteOnAnAsk() {
        Map<String, String> order = order(DOMAIN, KEY);
        order.put("side", "\"ask\"");
        order.put("maxQuote", "\"100\"");

        assertEquals("BAD_MAX_QUOTE", place(order));
    }

    @Test
    void refusesAnOrderSignedForAnotherChain() {
        assertEquals("SIGNER_MISMATCH", place(order(Domain.ofMarket(1, DOMAIN.verifyingContract()), KEY)));
    }

    @Test
    void refusesAnOrderSignedForAnotherContract() {
        assertEquals("SIGNER_MISMATCH", place(order(Domain.ofMarket(31337, Address.ZERO), KEY)));
    }

    @Test
    void refusesAnOrderSignedByAnotherKey() {
        assertEquals("SIGNER_MISMATCH", place(order(DOMAIN, SigningKey.generate())));
    }

    @Test
    void refusesAnOrderThatIsNotTheOneThatWasSigned() {
        Map<String, String> order = order(DOMAIN, KEY);
        order.put("quantity", "\"2.000\"");

        assertEquals("SIGNER_MISMATCH", place(order));
    }

    @Test
    void refusesASignatureThatNamesNobody() {
        Map<String, String> order = order(DOMAIN, KEY);
        order.put("signature", "\"0x" + "00".repeat(65) + "\"");

        assertEquals("BAD_SIGNATURE", place(order));
    }

    @Test
    void refusesEverythingPrivateBeforeTheLogon() {
        try (TestClient stranger = new TestClient(server.port())) {
            for (String method : List.of("order.place", "order.cancel", "order.replace", "order.cancelAll",
                    "order.cancelAfter", "order.status", "orders.open", "session.cancelOnDisconnect")) {
                assertEquals("NOT_LOGGED_ON", errorName(stranger.call(method, "{}")), method);
            }
            for (String channel : List.of("executions", "balances", "settlement", "meters")) {
                assertEquals("NOT_LOGGED_ON",
                        errorName(stranger.call("subscribe", "{\"channel\":\"" + channel + "\"}")), channel);
            }
        }
    }

    @Test
    void refusesALogonWithoutAChallengeWithAnothersKeyAndASecondOne() {
        try (TestClient stranger = new TestClient(server.port())) {
            String signature = TestClient.hex(new byte[65]);
            assertEquals("NO_CHALLENGE", errorName(stranger.call("session.logon",
                    "{\"address\":\"" + KEY.address() + "\",\"signature\":\"" + signature + "\"}")));
            stranger.call("session.challenge", "{\"address\":\"" + KEY.address() + "\"}");
            assertEquals("BAD_SIGNATURE", errorName(stranger.call("session.logon",
                    "{\"address\":\"" + KEY.address() + "\",\"signature\":\"" + signature + "\"}")));
            assertEquals("SIGNER_MISMATCH",
                    errorName(stranger.logOn(KEY, Domain.ofMarket(1, DOMAIN.verifyingContract()))));
        }
        assertEquals("ALREADY_LOGGED_ON", errorName(client.logOn(KEY, DOMAIN)));
    }

    @Test
    void refusesASecondLogonWhileOneIsUnderWay() {
        engine.holdLogons();
        try (TestClient client = new TestClient(server.port())) {
            long first = client.beginLogOn(KEY.address(), KEY, DOMAIN);
            SigningKey other = SigningKey.generate();
            long second = client.beginLogOn(other.address(), other, DOMAIN);
            try {
                assertEquals("ALREADY_LOGGED_ON", errorName(client.answer(second)));
            } finally {
                engine.answerLogons();
            }
            assertEquals(KEY.address().toString(), client.answer(first).path("result").path("address").asText());
        }
    }

    @Test
    void saysBusyWhenTheEngineHasNoRoom() {
        engine.full(true);
        JsonNode answer = client.call("order.place", json(order(DOMAIN, KEY)));
        JsonNode cancel = client.call("order.cancelAll", "{}");
        engine.full(false);

        assertEquals("BUSY", errorName(answer));
        assertEquals(503, answer.path("status").asInt());
        assertTrue(answer.path("error").path("retryAfterMs").asLong() > 0, answer.toString());
        assertEquals("BUSY", errorName(cancel));
    }

    private String place(Map<String, String> order) {
        return errorName(client.call("order.place", json(order)));
    }

    private static String errorName(JsonNode answer) {
        return answer.path("error").path("name").asText();
    }

    private static Map<String, String> order(Domain domain, SigningKey key) {
        SignedOrder signed = new SignedOrder(KEY.address(), ScriptedEngine.SYMBOL, Side.BID, 1_000, 135_000, 0, 0, 1,
                0, EXPIRY_MS);
        Map<String, String> order = new TreeMap<>();
        order.put("symbol", '"' + ScriptedEngine.SYMBOL + '"');
        order.put("side", "\"bid\"");
        order.put("price", "\"1350.00\"");
        order.put("quantity", "\"1.000\"");
        order.put("nonce", "1");
        order.put("expiry", Long.toString(EXPIRY_MS));
        order.put("signature", '"' + TestClient.hex(key.sign(domain, signed)) + '"');
        return order;
    }

    private static String json(Map<String, String> fields) {
        return fields.entrySet().stream().map(field -> '"' + field.getKey() + "\":" + field.getValue())
                .collect(Collectors.joining(",", "{", "}"));
    }
}
