package io.enerlink.gateway.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.enerlink.engine.book.Side;
import io.enerlink.engine.ledger.Asset;
import io.enerlink.gateway.auth.SigningKey;
import java.io.File;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code docs/openapi.json} says what the gateway does: every path, its example and its real answer by the schema. */
class OpenApiTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, String> QUERIES = Map.of("/api/v1/book", "?symbol=ETK-IDRS", "/api/v1/trades",
            "?symbol=ETK-IDRS", "/api/v1/candles", "?symbol=ETK-IDRS&interval=1m", "/api/v1/ticker",
            "?symbol=ETK-IDRS");

    @TempDir
    Path folder;

    private final JsonNode document = read();

    @Test
    void everyExampleAndEveryAnswerIsAsItsSchemaSays() throws Exception {
        SigningKey key = SigningKey.generate();
        try (TestExchange exchange = TestExchange.fresh(folder, GatewayConfig.demo("127.0.0.1", 0))) {
            trade(exchange, key);
            exchange.server().meters().onReading(key.address(), "home", 1, 2, "accepted", 3, null);
            String line = AccountHttpTest.signed(key, key.address(), 60_000);
            for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
                JsonNode content = path.getValue().path("get").path("responses").path("200").path("content")
                        .path("application/json");
                String schema = content.path("schema").path("$ref").asText();
                check(schema, content.path("example"), path.getKey() + " example");
                check(schema, get(exchange.port(), path.getKey(), line, 200), path.getKey());
                check("#/components/schemas/Error",
                        get(exchange.port(), path.getKey() + "?colour=red", line, 400), path.getKey());
            }
        }
    }

    @Test
    void everyPathOfTheGatewayIsInIt() {
        Set<String> described = new TreeSet<>();
        document.path("paths").fieldNames().forEachRemaining(described::add);
        try (GatewayServer server = new GatewayServer(GatewayConfig.demo("127.0.0.1", 0))) {
            server.start(new ScriptedEngine(server.listener()), TestExchange.DOMAIN);
            assertEquals(described, server.routes().paths());
        } catch (java.net.BindException taken) {
            throw new AssertionError(taken);
        }
    }

    private static void trade(TestExchange exchange, SigningKey key) {
        exchange.deposit(key.address(), Asset.IDRS, 1_000_000_000_000L);
        exchange.deposit(key.address(), Asset.ETK, 1_000_000_000_000L);
        SigningKey other = SigningKey.generate();
        exchange.deposit(other.address(), Asset.ETK, 1_000_000_000_000L);
        try (TestClient buyer = exchange.client(key); TestClient seller = exchange.client(other)) {
            buyer.call("order.place", TestExchange.order(key, Side.BID, "1350.00", "2", 1, ""));
            seller.call("order.place", TestExchange.order(other, Side.ASK, "1350.00", "1", 1, ""));
        }
    }

    private void check(String schema, JsonNode value, String what) {
        ObjectNode root = JSON.createObjectNode().put("$ref", schema);
        root.set("components", document.path("components"));
        var wrong = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(root).validate(value);
        assertTrue(wrong.isEmpty(), what + ": " + wrong + " in " + value);
    }

    private static JsonNode get(int port, String path, String authorization, int status) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + port + path + (status == 200 ? QUERIES.getOrDefault(path, "") : ""));
        HttpResponse<String> answer = TestClient.HTTP.send(
                HttpRequest.newBuilder(uri).header("Authorization", authorization).build(),
                HttpResponse.BodyHandlers.ofString());
        assertEquals(status, answer.statusCode(), path + " " + answer.body());
        return JSON.readTree(answer.body());
    }

    private static JsonNode read() {
        try {
            return JSON.readTree(new File(System.getProperty("enerlink.home"), "docs/openapi.json"));
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }
}
