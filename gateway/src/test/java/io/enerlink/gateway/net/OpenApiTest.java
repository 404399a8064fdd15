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
import io.enerlink.gateway.feed.MeterFeed;
import io.enerlink.gateway.auth.SigningKey;
import io.enerlink.gateway.embedded.PostgresServer;
import io.enerlink.settlement.metering.EnergyHistory;
import io.enerlink.settlement.metering.HomePower;
import io.enerlink.settlement.metering.Submissions;
import io.enerlink.settlement.store.Database;
import java.io.File;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code docs/openapi.json} says what the gateway does: every path, its example and its real answer by the schema. */
class OpenApiTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SUBMIT = "/api/meters/submit-reading";
    private static final String HISTORY = "/api/v1/meters/{meterId}/history";
    private static final Map<String, String> QUERIES = Map.of("/api/v1/book", "?symbol=ETK-IDRS", "/api/v1/trades",
            "?symbol=ETK-IDRS", "/api/v1/candles", "?symbol=ETK-IDRS&interval=1m", "/api/v1/ticker",
            "?symbol=ETK-IDRS", HISTORY, "?from=0&to=200000000000&step=1d");

    @TempDir
    Path folder;

    private final JsonNode document = read();

    @Test
    void everyExampleAndEveryAnswerIsAsItsSchemaSays() throws Exception {
        SigningKey key = SigningKey.generate();
        try (PostgresServer postgres = PostgresServer.start(folder.resolve("postgres"), 0, cause -> {});
                Database database = Database.open(postgres.jdbcUrl());
                MeterRoutes meters = new MeterRoutes(new Submissions(database), new EnergyHistory(database));
                TestExchange exchange = TestExchange.fresh(folder.resolve("engine"),
                        GatewayConfig.demo("127.0.0.1", 0), meters)) {
            trade(exchange, key);
            exchange.server().meters().onReading(key.address(), "home", 1, 2, "accepted", 3,
                    new HomePower(1_275_800L, 994_800L, -152_200L, 38_600L, 800L));
            exchange.server().meters().onHealth(key.address(), "home", "alive", 3);
            exchange.server().meters().onPrepaid(key.address(), "home",
                    new MeterFeed.Prepaid("on", 5, 0, 3, 2, 4, true, 0));
            SignedMeter meter = SignedMeter.of(key.address().toString(), ZoneId.of("UTC"), database);
            String reading = meter.reading("10.5", System.currentTimeMillis());
            for (int status : new int[]{201, 200})
                check("#/components/schemas/Stored", post(exchange.port(), meter.secret(), reading, status), SUBMIT);
            check("#/components/schemas/Error", post(exchange.port(), "nobody", reading, 401), SUBMIT);
            String line = AccountHttpTest.signed(key, key.address(), 60_000);
            for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
                examples(path.getValue(), path.getKey());
                if (!path.getValue().has("get")) continue;
                String schema = answers(path.getValue().path("get"), "200").path("schema").path("$ref").asText();
                String asked = path.getKey().replace("{meterId}", meter.meter().meterId());
                String query = QUERIES.getOrDefault(path.getKey(), "");
                check(schema, get(exchange.port(), asked + query, line, 200), path.getKey());
                check("#/components/schemas/Error", get(exchange.port(), asked + "?colour=red", line, 400),
                        path.getKey());
            }
        }
    }

    private void examples(JsonNode methods, String path) {
        for (JsonNode method : methods)
            for (String status : new String[]{"200", "201"})
                if (!answers(method, status).isMissingNode())
                    check(answers(method, status).path("schema").path("$ref").asText(),
                            answers(method, status).path("example"), path + " example");
    }

    private static JsonNode answers(JsonNode method, String status) {
        return method.path("responses").path(status).path("content").path("application/json");
    }

    @Test
    void everyPathOfTheGatewayIsInIt() {
        Set<String> described = new TreeSet<>();
        document.path("paths").fieldNames().forEachRemaining(described::add);
        try (MeterRoutes meters = new MeterRoutes(new Submissions(null), new EnergyHistory(null));
                GatewayServer server = new GatewayServer(GatewayConfig.demo("127.0.0.1", 0))) {
            server.addMeters(meters);
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
        return send(request(port, path, authorization), path, status);
    }

    private static JsonNode post(int port, String secret, String body, int status) throws Exception {
        return send(request(port, SUBMIT, "Bearer " + secret).POST(HttpRequest.BodyPublishers.ofString(body)), SUBMIT,
                status);
    }

    private static HttpRequest.Builder request(int port, String path, String authorization) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).header("Authorization",
                authorization);
    }

    private static JsonNode send(HttpRequest.Builder request, String path, int status) throws Exception {
        HttpResponse<String> answer = TestClient.HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
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
