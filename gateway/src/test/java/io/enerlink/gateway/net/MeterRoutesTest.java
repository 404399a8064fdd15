package io.enerlink.gateway.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.enerlink.gateway.auth.SigningKey;
import io.enerlink.gateway.embedded.PostgresServer;
import io.enerlink.gateway.protocol.Errors;
import io.enerlink.settlement.metering.EnergyHistory;
import io.enerlink.settlement.metering.Refusal;
import io.enerlink.settlement.metering.Submissions;
import io.enerlink.settlement.store.Database;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signed readings over HTTP, into a real database, and what their owner is told of them. */
class MeterRoutesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long DAY_MS = 24 * 3_600_000L;

    private final HttpClient client = HttpClient.newHttpClient();
    @TempDir
    private Path folder;
    private PostgresServer postgres;
    private Database database;
    private MeterRoutes routes;
    private GatewayServer server;

    @BeforeEach
    void start() throws Exception {
        postgres = PostgresServer.start(folder.resolve("postgres"), 0, cause -> {});
        database = Database.open(postgres.jdbcUrl());
        routes = new MeterRoutes(new Submissions(database), new EnergyHistory(database));
        server = new GatewayServer(GatewayConfig.demo("127.0.0.1", 0));
        server.addMeters(routes);
        server.start(new ScriptedEngine(server.listener()), TestExchange.DOMAIN);
    }

    @AfterEach
    void stop() {
        server.close();
        routes.close();
        database.close();
        postgres.close();
    }

    @Test
    void everyRefusalHasAPublicName() {
        for (Refusal refusal : Refusal.values()) {
            if (refusal == Refusal.DUPLICATE || refusal == Refusal.UNKNOWN_TOPIC) continue; // never of a submission
            assertEquals(refusal.name(), Errors.of(refusal).name());
        }
    }

    @Test
    void aReadingIsAnsweredOnceItIsStoredAndARepeatWithTheSameId() throws Exception {
        SigningKey owner = SigningKey.generate();
        SignedMeter meter = SignedMeter.of(owner.address().toString(), ZoneId.of("Asia/Jakarta"), database);
        long nowMs = System.currentTimeMillis();
        String bearer = "Bearer " + meter.secret();
        String reading = meter.reading("10.5", nowMs);
        HttpResponse<String> first = post(bearer, reading);
        assertEquals(201, first.statusCode(), first.body());
        assertEquals(1L, (long) database.jdbi().withHandle(
                handle -> handle.createQuery("SELECT count(*) FROM reading").mapTo(Long.class).one()));
        HttpResponse<String> again = post(bearer, reading);
        assertEquals(200, again.statusCode());
        assertEquals(first.body(), again.body());
        assertRefused(401, "UNAUTHORIZED", post("Bearer nobody", reading));
        assertRefused(401, "UNAUTHORIZED", post(null, reading));
        assertRefused(401, "BAD_SIGNATURE", post(bearer, reading.replace("10.5", "99")));
        assertRefused(400, "MALFORMED_JSON", post(bearer, "{"));
        assertRefused(400, "OUT_OF_RANGE", post(bearer, reading.replace("10.5", "100.1")));
        tellsItsOwnersPast(meter, owner, nowMs);
    }

    private void tellsItsOwnersPast(SignedMeter meter, SigningKey owner, long nowMs) throws Exception {
        assertEquals(201, post("Bearer " + meter.secret(), meter.reading("0.000000001", nowMs + 1)).statusCode());
        String path = "/api/v1/meters/" + meter.meter().meterId();
        long fromMs = nowMs - 2 * DAY_MS;
        String range = "?from=" + fromMs + "&to=" + (nowMs + DAY_MS) + "&step=";
        for (String step : List.of("15m", "1d")) {
            JsonNode told = JSON.readTree(get(owner, path + "/history" + range + step, 200));
            assertEquals(step, told.path("step").asText());
            assertEquals("Asia/Jakarta", told.path("zone").asText());
            BigDecimal exported = BigDecimal.ZERO;
            for (JsonNode row : told.path("rows"))
                exported = exported.add(new BigDecimal(row.path("exportKwh").asText()));
            assertEquals(new BigDecimal("10.500000001"), exported);
        }
        JsonNode newest = JSON.readTree(get(owner, path + "/readings?limit=1", 200)).path("readings").path(0);
        assertEquals("0.000000001", newest.path("creditedExportKwh").asText());
        assertEquals("10.500000001", newest.path("exportKwh").asText());
        assertEquals("accepted", newest.path("status").asText());
        JsonNode before = JSON.readTree(get(owner, path + "/readings?before=" + newest.path("readingId"), 200));
        assertEquals("10.500000000", before.path("readings").path(0).path("creditedExportKwh").asText());
        assertEquals(10.5, before.path("readings").path(0).path("said").path("kwh_amount").asDouble());
        assertEquals(1, before.path("readings").size());
        refusesWhatIsNotToBeTold(owner, path, range, fromMs);
    }

    @Test
    void tellsWhatTheDeviceSaidOfItsState() throws Exception {
        SigningKey owner = SigningKey.generate();
        SignedMeter meter = SignedMeter.of(owner.address().toString(), ZoneId.of("UTC"), database);
        String path = "/api/v1/meters/" + meter.meter().meterId() + "/status";
        assertEquals(0, JSON.readTree(get(owner, path, 200)).path("statuses").size());
        for (long ms : new long[]{1_000, 2_000, 2_000, 3_000})
            database.jdbi().useHandle(handle -> handle.execute("""
                    INSERT INTO status_snapshot VALUES (?, to_timestamp(? / 1000.0), '{"grid":{"mode":"off"}}')""",
                    meter.meter().meterId(), ms));
        JsonNode newest = JSON.readTree(get(owner, path + "?limit=2", 200)).path("statuses");
        assertEquals(List.of(3_000, 2_000, 2_000), newest.findValues("receivedTs").stream().map(JsonNode::asInt)
                .toList());
        assertEquals("off", newest.path(0).path("said").path("grid").path("mode").asText());
        JsonNode before = JSON.readTree(get(owner, path + "?before=2000", 200)).path("statuses");
        assertEquals(List.of(1_000), before.findValues("receivedTs").stream().map(JsonNode::asInt).toList());
        assertTrue(get(SigningKey.generate(), path, 404).contains("UNKNOWN_METER"));
        assertTrue(get(owner, path + "?before=x", 400).contains("WRONG_TYPE"));
        assertTrue(get(owner, path + "?limit=0", 400).contains("INVALID_VALUE"));
    }

    @Test
    void tellsOfTheHeartbeatsOfTheDevice() throws Exception {
        SigningKey owner = SigningKey.generate();
        SignedMeter meter = SignedMeter.of(owner.address().toString(), ZoneId.of("UTC"), database);
        String path = "/api/v1/meters/" + meter.meter().meterId() + "/heartbeats";
        for (int second = 1; second <= 3; second++) {
            int at = second;
            database.jdbi().useHandle(handle -> handle.execute(
                    """
                            INSERT INTO heartbeat VALUES (?, to_timestamp(?), ?, 'alive', jsonb_build_object('uptime', ?))""",
                    meter.meter().meterId(), at, at, at));
        }
        JsonNode newest = JSON.readTree(get(owner, path + "?limit=2", 200)).path("heartbeats");
        assertEquals(List.of(3, 2), newest.findValues("uptime").stream().map(JsonNode::asInt).toList());
        JsonNode before = JSON.readTree(get(owner, path + "?before=2000", 200)).path("heartbeats");
        assertEquals(List.of(1_000), before.findValues("receivedTs").stream().map(JsonNode::asInt).toList());
        assertTrue(get(SigningKey.generate(), path, 404).contains("UNKNOWN_METER"));
        assertTrue(get(owner, path + "?limit=0", 400).contains("INVALID_VALUE"));
    }

    private void refusesWhatIsNotToBeTold(SigningKey owner, String path, String range, long fromMs) throws Exception {
        assertTrue(get(SigningKey.generate(), path + "/history" + range + "1d", 404).contains("UNKNOWN_METER"));
        assertTrue(get(owner, "/api/v1/meters/0x12/readings", 404).contains("UNKNOWN_METER"));
        assertTrue(get(owner, path + "/elsewhere", 404).contains("NOT_FOUND"));
        assertTrue(get(owner, path + "/history" + range + "1h", 400).contains("INVALID_VALUE"));
        assertTrue(get(owner, path + "/history?from=0&to=" + fromMs + "&step=15m", 400).contains("INVALID_VALUE"));
        assertTrue(get(owner, path + "/history?from=0&step=15m", 400).contains("MISSING_FIELD"));
        assertTrue(get(owner, path + "/history?from=x&to=1&step=15m", 400).contains("WRONG_TYPE"));
        assertTrue(get(owner, path + "/readings?limit=1001", 400).contains("INVALID_VALUE"));
    }

    private String get(SigningKey owner, String path, int status) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .header("Authorization", AccountHttpTest.signed(owner, owner.address(), 60_000)).build();
        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        assertEquals(status, answer.statusCode(), path + " " + answer.body());
        return answer.body();
    }

    private static void assertRefused(int status, String name, HttpResponse<String> answer) {
        assertEquals(status, answer.statusCode(), answer.body());
        assertTrue(answer.body().contains(name), answer.body());
    }

    private HttpResponse<String> post(String authorization, String body) throws Exception {
        HttpRequest.Builder request = HttpRequest
                .newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/api/meters/submit-reading"))
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (authorization != null) request.header("Authorization", authorization);
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
