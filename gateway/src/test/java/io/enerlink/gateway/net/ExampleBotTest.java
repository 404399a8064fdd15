package io.enerlink.gateway.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.enerlink.engine.book.Side;
import io.enerlink.engine.ledger.Asset;
import io.enerlink.gateway.auth.SigningKey;
import io.enerlink.gateway.embedded.ExampleScript;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code docs/examples/bot.mjs} and {@code bot.py}, which know the documentation and nothing else, against the real gateway and engine. */
class ExampleBotTest {
    private static final String SECRET = "0x" + "5b".repeat(32);
    private static final int LIMIT_SECONDS = 60;

    private final SigningKey bot = SigningKey.parse(SECRET);
    private final SigningKey seller = SigningKey.generate();

    @TempDir
    Path folder;

    @TempDir
    Path scripts;

    private TestExchange exchange;

    @BeforeEach
    void fund() throws Exception {
        exchange = TestExchange.fresh(folder, GatewayConfig.demo("127.0.0.1", 0));
        exchange.deposit(bot.address(), Asset.IDRS, 1_000_000_000L);
        exchange.deposit(seller.address(), Asset.ETK, 10_000_000_000L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bot.mjs", "bot.py"})
    void buysWhatIsOfferedBelowItsLimitAlsoOverARestartOfTheExchange(String name) throws Exception {
        requirePackages(name);
        int port = exchange.port();
        ExampleScript script;
        try (TestClient sells = exchange.client(seller)) {
            offer(sells, "2000.01", "1", 1);
            offer(sells, "1350.00", "0.060", 2);
            script = start(name, port, SECRET);
            awaitFill(sells);
        } finally {
            exchange.close();
        }
        try (script;
                TestExchange again = new TestExchange(folder, GatewayConfig.demo("127.0.0.1", port));
                TestClient sells = again.client(seller)) {
            offer(sells, "1340.00", "0.030", 3);
            offer(sells, "1360.00", "0.030", 4);
            script.assertEndsWell(LIMIT_SECONDS);
            assertTrue(script.said().endsWith("done: 100 Wh for 134.8 IDRS\n"), script::said);
            assertEquals("0.020", awaitFill(sells).path("leaves").asText(), "of the last offer");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bot.mjs", "bot.py"})
    void saysWhatTheExchangeRefuses(String name) throws Exception {
        requirePackages(name);
        try (TestExchange open = exchange; TestClient sells = open.client(seller)) {
            offer(sells, "1350.00", "1", 1);
            try (ExampleScript script = start(name, open.port(), "0x" + "5c".repeat(32))) {
                assertThrows(AssertionError.class, () -> script.assertEndsWell(LIMIT_SECONDS));
                assertTrue(script.said().contains("UNKNOWN_METHOD: there is no method"), script::said);
            }
        }
    }

    private void requirePackages(String name) {
        boolean runs = !name.endsWith(".py") || ExampleScript.python().isPresent();
        if (!runs) exchange.close();
        assumeTrue(runs,
                "no python3 with websocket-client and ecdsa (Debian: python3-websocket, python3-ecdsa) on the path");
    }

    private ExampleScript start(String name, int port, String secret) throws Exception {
        return ExampleScript.start(name, Files.createDirectories(scripts), Map.of("ENERLINK_KEY", secret),
                "ws://127.0.0.1:" + port + "/ws/v1", "0.100");
    }

    private void offer(TestClient client, String price, String quantity, long nonce) {
        JsonNode answer = client.call("order.place", TestExchange.order(seller, Side.ASK, price, quantity, nonce, ""));
        assertEquals(200, answer.path("status").asInt(), answer.toString());
    }

    /** The trade of the seller's newest order. */
    private static JsonNode awaitFill(TestClient client) {
        client.call("subscribe", "{\"channel\":\"executions\",\"fromSeq\":1}");
        String newest = String.valueOf(client.heard(message -> message.path("result").has("orderId")).getLast()
                .path("result").path("clientOrderId").asText());
        return client.await(message -> message.path("channel").asText().equals("executions")
                && message.path("type").asText().equals("trade")
                && message.path("clientOrderId").asText().equals(newest));
    }
}
