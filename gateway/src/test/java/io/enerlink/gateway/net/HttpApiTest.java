package io.enerlink.gateway.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.enerlink.gateway.auth.Address;
import io.enerlink.gateway.auth.Domain;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpApiTest {
    private static GatewayServer server;

    @BeforeAll
    static void start() throws Exception {
        server = new GatewayServer(GatewayConfig.demo("127.0.0.1", 0));
        ScriptedEngine engine = new ScriptedEngine(server.listener());
        server.start(engine, Domain.ofMarket(31337, Address.ZERO));
        engine.trade(1);
        engine.trade(2);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void tellsTheTime() throws Exception {
        assertTrue(json(get("/api/v1/time")).path("ts").asLong() > 0);
    }

    @Test
    void listsInstruments() throws Exception {
        JsonNode instrument = json(get("/api/v1/instruments")).path("instruments").path(0);

        assertEquals("ETK-IDRS", instrument.path("symbol").asText());
        assertEquals("0.001", instrument.path("lot").asText());
        assertEquals("0.01", instrument.path("tick").asText());
    }

    @Test
    void showsABookThatIsEmpty() throws Exception {
        JsonNode book = json(get("/api/v1/book?symbol=ETK-IDRS&depth=5"));

        assertEquals("snapshot", book.path("type").asText());
        assertTrue(book.path("bids").isArray() && book.path("bids").isEmpty());
    }

    @Test
    void showsTheLastTradesNewestFirst() throws Exception {
        JsonNode trades = json(get("/api/v1/trades?symbol=ETK-IDRS&limit=1")).path("trades");

        assertEquals(1, trades.size());
        assertEquals(2, trades.path(0).path("tradeId").asLong());
        assertEquals("1350.00", trades.path(0).path("price").asText());
    }

    @Test
    void showsCandles() throws Exception {
        JsonNode candles = json(get("/api/v1/candles?symbol=ETK-IDRS&interval=1m&limit=1")).path("candles");

        assertEquals(2, candles.path(0).path("trades").asInt());
        assertEquals("2.000", candles.path(0).path("volume").asText());
    }

    @ParameterizedTest
    @CsvSource({"/health/live, live", "/health/ready, ready"})
    void saysThatItLives(String path, String state) throws Exception {
        assertEquals(state, json(get(path)).path("state").asText());
    }

    @ParameterizedTest
    @CsvSource({"/nothing, 404, NOT_FOUND", "/api/v1/nothing, 404, NOT_FOUND", "/api/v1/book, 400, MISSING_FIELD",
            "/api/v1/book?symbol=GOLD, 400, UNKNOWN_SYMBOL", "/api/v1/book?symbol=ETK-IDRS&depth=x, 400, WRONG_TYPE",
            "/api/v1/book?symbol=ETK-IDRS&depth=0, 400, INVALID_VALUE",
            "/api/v1/book?symbol=ETK-IDRS&colour=red, 400, UNKNOWN_FIELD",
            "/api/v1/book?symbol=ETK-IDRS&symbol=GOLD, 400, DUPLICATE_FIELD",
            "/api/v1/trades?symbol=ETK-IDRS&limit=1001, 400, INVALID_VALUE",
            "/api/v1/candles?symbol=ETK-IDRS, 400, MISSING_FIELD",
            "/api/v1/candles?symbol=ETK-IDRS&interval=2m, 400, INVALID_VALUE",
            "/api/v1/time?now=1, 400, UNKNOWN_FIELD"})
    void namesWhatIsWrong(String path, int status, String error) throws Exception {
        HttpResponse<String> response = get(path);

        assertEquals(status, response.statusCode());
        assertEquals(error, json(response).path("error").path("name").asText());
    }

    @Test
    void refusesMoreRequestsOfAnAddressThanTheBucketHoldsButNeverHealth() throws Exception {
        try (GatewayServer strict = new GatewayServer(GatewayConfig.demo("127.0.0.1", 0).withHttp(1, 2))) {
            strict.start(new ScriptedEngine(strict.listener()), Domain.ofMarket(31337, Address.ZERO));
            String time = "http://127.0.0.1:" + strict.port() + "/api/v1/time";
            HttpRequest request = HttpRequest.newBuilder(URI.create(time)).build();
            for (int i = 0; i < 2; i++) {
                assertEquals(200,
                        TestClient.HTTP.send(request, HttpResponse.BodyHandlers.ofString()).statusCode());
            }
            HttpResponse<String> refused = TestClient.HTTP.send(request, HttpResponse.BodyHandlers.ofString());
            for (int slow = 0; refused.statusCode() == 200 && slow < 100; slow++)
                refused = TestClient.HTTP.send(request, HttpResponse.BodyHandlers.ofString());
            assertEquals(429, refused.statusCode());
            assertEquals("RATE_LIMIT", json(refused).path("error").path("name").asText());
            assertTrue(json(refused).path("error").path("retryAfterMs").asLong() > 0);
            HttpRequest health = HttpRequest.newBuilder(URI.create(time.replace("api/v1/time", "health/live"))).build();
            assertEquals(200, TestClient.HTTP.send(health, HttpResponse.BodyHandlers.ofString()).statusCode());
        }
    }

    @Test
    void onlyReads() throws Exception {
        HttpResponse<String> response = TestClient.HTTP.send(
                request("/api/v1/time").POST(HttpRequest.BodyPublishers.ofString("{}")).build(),
                HttpResponse.BodyHandlers.ofString());

        assertEquals(405, response.statusCode());
        assertEquals("METHOD_NOT_ALLOWED", json(response).path("error").path("name").asText());
    }

    private static HttpResponse<String> get(String path) throws Exception {
        return TestClient.HTTP.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
    }

    private static JsonNode json(HttpResponse<String> response) throws Exception {
        return new ObjectMapper().readTree(response.body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 20000\r\n\r\nBODY",
            "Transfer-Encoding: chunked\r\n\r\n4e20\r\nBODY\r\n0\r\n\r\n"})
    void refusesABodyThatIsTooLongByItsNameAndGoesOn(String rest) throws Exception {
        try (RawClient client = new RawClient(server.port())) {
            client.write("POST /api/meters/submit-reading HTTP/1.1\r\nHost: a\r\n"
                    + rest.replace("BODY", "x".repeat(20_000))
                    + "GET /api/v1/time HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            String[] answers = client.readAll().split("(?=HTTP/1.1 )");
            assertEquals(2, answers.length, String.join("", answers));
            assertTrue(answers[0].startsWith("HTTP/1.1 400 ") && answers[0].contains("\"TOO_LARGE_MESSAGE\""),
                    answers[0]);
            assertTrue(answers[1].startsWith("HTTP/1.1 200 "), answers[1]);
        }
    }

    @Test
    void refusesABodyThatWouldBeTooLongBeforeItIsSent() throws Exception {
        try (RawClient client = new RawClient(server.port())) {
            client.write("POST /api/meters/submit-reading HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
                    + "Expect: 100-continue\r\nContent-Length: 20000\r\n\r\n");
            String answer = client.readAll();
            assertTrue(answer.startsWith("HTTP/1.1 400 ") && answer.contains("\"TOO_LARGE_MESSAGE\""), answer);
        }
    }
}
