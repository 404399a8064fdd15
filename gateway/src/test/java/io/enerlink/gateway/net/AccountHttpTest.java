package io.enerlink.gateway.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.enerlink.engine.book.Side;
import io.enerlink.engine.ledger.Asset;
import io.enerlink.gateway.auth.Address;
import io.enerlink.gateway.auth.Logon;
import io.enerlink.gateway.auth.SigningKey;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccountHttpTest {
    @TempDir
    static Path folder;

    private static final SigningKey KEY = SigningKey.generate();
    private static TestExchange exchange;

    @BeforeAll
    static void start() throws Exception {
        exchange = TestExchange.fresh(folder, GatewayConfig.demo("127.0.0.1", 0));
        exchange.deposit(KEY.address(), Asset.IDRS, 5_000_000_000L);
        exchange.server().meters().onReading(KEY.address(), "home-1", 2_000_000_000L, 1, "accepted", 5, null);
        try (TestClient client = exchange.client(KEY)) {
            client.call("order.place", TestExchange.order(KEY, Side.BID, "1350.00", "1", 7, ""));
        }
    }

    @AfterAll
    static void stop() {
        exchange.close();
    }

    @Test
    void showsWhatAnAccountHas() throws Exception {
        JsonNode account = json(get("/api/v1/account", signed(KEY, KEY.address(), 60_000)));

        assertEquals(KEY.address().toString(), account.path("address").asText());
        assertEquals("3650.000000", account.path("IDRS").path("free").asText());
        assertEquals(7, account.path("lastNonce").asLong());
        assertEquals(1, account.path("openOrders").asInt());
    }

    @Test
    void showsOrdersExecutionsSettlementsAndMeters() throws Exception {
        String line = signed(KEY, KEY.address(), 60_000);

        assertEquals("7", json(get("/api/v1/orders?symbol=ETK-IDRS", line)).path("orders").path(0)
                .path("clientOrderId").asText());
        JsonNode executions = json(get("/api/v1/executions?fromSeq=1&limit=5", line));
        assertEquals("new", executions.path("executions").path(0).path("type").asText());
        assertEquals(1, executions.path("seq").asLong());
        assertTrue(json(get("/api/v1/settlements", line)).path("batches").isArray());
        assertEquals("2.000000000", json(get("/api/v1/meters", line)).path("meters").path(0).path("export").asText());
    }

    @Test
    void refusesWhoIsNeitherTheAccountNorItsAgent() throws Exception {
        assertEquals("SIGNER_MISMATCH", error(get("/api/v1/account",
                signed(SigningKey.generate(), KEY.address(), 60_000))));
        assertEquals("CHALLENGE_EXPIRED", error(get("/api/v1/account", signed(KEY, KEY.address(), -1))));
        assertEquals("EXPIRY_TOO_FAR", error(get("/api/v1/account",
                signed(KEY, KEY.address(), AccountRoutes.MAX_AHEAD_MS + 60_000))));
        SigningKey nobody = SigningKey.generate();
        assertEquals("NOT_FOUND", error(get("/api/v1/account", signed(nobody, nobody.address(), 60_000))));
    }

    @ParameterizedTest
    @CsvSource({"NOT_LOGGED_ON, Bearer x", "NOT_LOGGED_ON, EnerLink a b", "BAD_ADDRESS, EnerLink 0x1 5 0x2",
            "NOT_LOGGED_ON, EnerLink 0x3333333333333333333333333333333333333333 soon 0x",
            "BAD_SIGNATURE, EnerLink 0x3333333333333333333333333333333333333333 5 0x"})
    void namesWhatIsWrongWithTheHeader(String error, String line) throws Exception {
        assertEquals(error, error(get("/api/v1/orders", line)));
    }

    @Test
    void answersPipelinedCallsInTheirOrder() throws Exception {
        String line = signed(KEY, KEY.address(), 60_000);
        String one = "GET /api/v1/account HTTP/1.1\r\nHost: x\r\nAuthorization: " + line + "\r\n\r\n";
        String two = "GET /api/v1/time HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
        try (RawClient raw = new RawClient(exchange.port())) {
            raw.write(one + two);
            String all = raw.readAll();
            assertTrue(all.indexOf("\"address\"") > 0 && all.indexOf("{\"ts\"") > all.indexOf("\"address\""), all);
        }
    }

    static String signed(SigningKey key, Address account, long aheadMs) {
        long untilMs = System.currentTimeMillis() + aheadMs;
        byte[] challenge = ByteBuffer.allocate(32).putLong(24, untilMs).array();
        return "EnerLink " + account + " " + untilMs + " "
                + TestClient.hex(key.sign(TestExchange.DOMAIN, new Logon(account, challenge)));
    }

    private static HttpResponse<String> get(String path, String authorization) throws Exception {
        return TestClient.HTTP.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + exchange.port() + path))
                .header("Authorization", authorization).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String error(HttpResponse<String> response) throws Exception {
        return json(response).path("error").path("name").asText();
    }

    private static JsonNode json(HttpResponse<String> response) throws Exception {
        return new ObjectMapper().readTree(response.body());
    }
}
