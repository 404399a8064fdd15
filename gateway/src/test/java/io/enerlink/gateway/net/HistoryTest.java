package io.enerlink.gateway.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.enerlink.engine.book.Side;
import io.enerlink.engine.ledger.Asset;
import io.enerlink.gateway.auth.SigningKey;
import io.enerlink.gateway.embedded.PostgresServer;
import io.enerlink.gateway.feed.FeedLimits;
import io.enerlink.gateway.session.SessionLimits;
import io.enerlink.settlement.store.Database;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** With a history in PostgreSQL nothing is forgotten, where the exchange started from a snapshot either. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HistoryTest {
    /** So little memory that most is read in the database. */
    private static final GatewayConfig FORGETFUL = GatewayConfig.demo("127.0.0.1", 0)
            .withLimits(SessionLimits.defaults(), new FeedLimits(20, 50)).withHttp(10_000, 10_000);
    private static final Path MEMORY = Path.of("/dev/shm");
    private static final long PLENTY = 1_000_000_000_000_000L;

    private static Path postgresFolder;
    private static PostgresServer postgres;

    @TempDir
    Path folder;

    private final SigningKey buyer = SigningKey.generate();
    private final SigningKey seller = SigningKey.generate();
    private final Random random = new Random(3);
    private final List<Long> seen = new ArrayList<>();
    private Database database;
    private TestExchange exchange;
    private long nonce;

    @BeforeAll
    static void startPostgres() throws Exception {
        postgresFolder = Files.isWritable(MEMORY) ? Files.createTempDirectory(MEMORY, "enerlink")
                : Files.createTempDirectory("enerlink");
        postgres = PostgresServer.start(postgresFolder, 0, lost -> {});
    }

    @AfterAll
    static void stopPostgres() throws Exception {
        postgres.close();
        try (var files = Files.walk(postgresFolder)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) Files.delete(file);
        }
    }

    @BeforeEach
    void start() throws Exception {
        database = Database.open(postgres.jdbcUrl());
        database.jdbi().useHandle(handle -> handle.execute(
                "TRUNCATE account, placed_order, execution, trade, candle, approval, deposit; UPDATE history SET sequence = 0"));
        exchange = TestExchange.fresh(folder, FORGETFUL, database);
        exchange.deposit(buyer.address(), Asset.IDRS, PLENTY);
        exchange.deposit(seller.address(), Asset.ETK, PLENTY);
    }

    @AfterEach
    void stop() {
        exchange.close();
        database.close();
    }

    private void restartFromSnapshot() throws Exception {
        exchange.engine().snapshot();
        exchange.close();
        exchange = new TestExchange(folder, FORGETFUL, null, database);
    }

    /** Each of the buyer's orders is one execution, and its trade another. */
    private void trade(int executions) {
        try (TestClient bids = exchange.client(buyer); TestClient asks = exchange.client(seller)) {
            for (int i = 0; i < executions / 2; i++) {
                place(bids, buyer, Side.BID, "1350.00", "1.000");
                place(asks, seller, Side.ASK, "1350.00", "1.000");
            }
        }
    }

    private JsonNode place(TestClient client, SigningKey key, Side side, String price, String quantity) {
        return result(client.call("order.place", TestExchange.order(key, side, price, quantity, ++nonce, "")));
    }

    private static JsonNode result(JsonNode answer) {
        assertEquals(200, answer.path("status").asInt(), answer.toString());
        return answer.path("result");
    }

    /** Listens on one line after another until so many are heard; a line that was closed because it lags is dialed again. */
    private void listen(int altogether) {
        while (seen.size() < altogether) {
            int wanted = Math.min(altogether - seen.size(), 1 + random.nextInt(200));
            try (TestClient line = exchange.client(buyer)) {
                line.call("subscribe", "{\"channel\":\"executions\",\"fromSeq\":" + (seen.size() + 1) + "}");
                List<JsonNode> heard = line.await("executions", wanted);
                for (JsonNode execution : heard) {
                    if (seen.size() < altogether) seen.add(execution.path("seq").asLong());
                }
            }
        }
    }

    private JsonNode get(String path, SigningKey key) throws Exception {
        HttpRequest.Builder request = HttpRequest
                .newBuilder(URI.create("http://127.0.0.1:" + exchange.port() + path));
        if (key != null) request.header("Authorization", AccountHttpTest.signed(key, key.address(), 60_000));
        HttpResponse<String> response = TestClient.HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        assertEquals(200, response.statusCode(), response.body());
        return new ObjectMapper().readTree(response.body());
    }

    private static List<Long> numbers(JsonNode array, String field) {
        List<Long> numbers = new ArrayList<>();
        array.forEach(item -> numbers.add(item.path(field).asLong()));
        return numbers;
    }

    @Test
    void aThousandExecutionsComeOnceEachOverCutLinesAndRestartsFromSnapshots() throws Exception {
        trade(400);
        restartFromSnapshot();
        listen(250);
        trade(400);
        listen(500);
        restartFromSnapshot();
        trade(200);
        exchange.close();
        exchange = new TestExchange(folder, FORGETFUL, null, database);
        listen(1_000);
        assertEquals(LongStream.rangeClosed(1, 1_000).boxed().toList(), seen);
    }

    @Test
    void tapeCandlesAndTickerAreAsBeforeTheRestart() throws Exception {
        trade(20);
        exchange.engine().snapshot();
        trade(10);
        List<JsonNode> before = new ArrayList<>();
        List<String> paths = List.of("/api/v1/trades?symbol=ETK-IDRS&limit=1000",
                "/api/v1/candles?symbol=ETK-IDRS&interval=1d&limit=1000",
                "/api/v1/candles?symbol=ETK-IDRS&interval=1m&limit=1000");
        for (String path : paths) before.add(get(path, null));
        exchange.close();
        exchange = new TestExchange(folder, FORGETFUL, null, database);
        for (int i = 0; i < paths.size(); i++) assertEquals(before.get(i), get(paths.get(i), null));
        assertEquals(15, before.getFirst().path("trades").size());
        JsonNode ticker = get("/api/v1/ticker?symbol=ETK-IDRS", null);
        assertEquals("1350.00", ticker.path("last").asText());
        assertEquals(15, ticker.path("trades").asInt());
        trade(2);
        int ofAllDays = 0; // midnight may have passed
        for (JsonNode day : get(paths.get(1), null).path("candles")) ofAllDays += day.path("trades").asInt();
        assertEquals(16, ofAllDays);
    }

    @Test
    void olderTradesCandlesOrdersAndExecutionsArePaged() throws Exception {
        trade(40);
        try (TestClient client = exchange.client(buyer)) {
            place(client, buyer, Side.BID, "1000.00", "1.000");
        }
        restartFromSnapshot();
        assertEquals(List.of(9L, 8L, 7L),
                numbers(get("/api/v1/trades?symbol=ETK-IDRS&before=10&limit=3", null).path("trades"), "tradeId"));
        JsonNode days = get("/api/v1/candles?symbol=ETK-IDRS&interval=1d", null).path("candles");
        JsonNode day = days.path(days.size() - 1);
        assertEquals(day, get("/api/v1/candles?symbol=ETK-IDRS&interval=1d&before=" + (day.path("openTs").asLong() + 1),
                null).path("candles").path(0));
        assertEquals(0, get("/api/v1/candles?symbol=ETK-IDRS&interval=1d&before=" + day.path("openTs").asLong(), null)
                .path("candles").size());

        JsonNode executions = get("/api/v1/executions?fromSeq=5&limit=4", buyer);
        assertEquals(List.of(5L, 6L, 7L, 8L), numbers(executions.path("executions"), "seq"));
        assertEquals(1, executions.path("earliestSeq").asLong());
        assertEquals(41, executions.path("seq").asLong());

        JsonNode open = get("/api/v1/orders", buyer).path("orders");
        assertEquals(1, open.size());
        JsonNode ended = get("/api/v1/orders?state=ended&limit=5", buyer).path("orders");
        assertEquals(5, ended.size());
        ended.forEach(order -> assertEquals("filled", order.path("state").asText()));
        long last = ended.path(4).path("orderId").asLong();
        JsonNode next = get("/api/v1/orders?state=ended&symbol=ETK-IDRS&before=" + last, buyer).path("orders");
        assertEquals(15, next.size());
        assertTrue(next.path(0).path("orderId").asLong() < last);
        assertEquals(21, get("/api/v1/orders?state=all", buyer).path("orders").size());
    }

    @Test
    void depositsAreListedNewestFirst() throws Exception {
        exchange.deposit(buyer.address(), Asset.ETK, 1_500_000_000L);
        restartFromSnapshot();
        try (TestClient client = exchange.client(buyer)) {
            JsonNode deposits = result(client.call("wallet.deposits", "{}")).path("deposits");
            assertEquals(2, deposits.size());
            assertEquals("ETK", deposits.path(0).path("asset").asText());
            assertEquals("1.500000000", deposits.path(0).path("amount").asText());
            JsonNode older = result(client.call("wallet.deposits",
                    "{\"before\":" + deposits.path(0).path("eventSeq").asLong() + ",\"limit\":5}")).path("deposits");
            assertEquals(deposits.path(1), older.path(0));
            assertEquals(1, older.size());
        }
    }

    @Test
    void anOrderThatEndedBeforeTheSnapshotIsKnown() throws Exception {
        JsonNode placed;
        try (TestClient client = exchange.client(buyer)) {
            placed = place(client, buyer, Side.BID, "1000.00", "1.000");
            result(client.call("order.cancel", "{\"orderId\":" + placed.path("orderId").asLong() + "}"));
        }
        restartFromSnapshot();
        try (TestClient client = exchange.client(buyer); TestClient other = exchange.client(seller)) {
            JsonNode status = result(client.call("order.status", "{\"clientOrderId\":\"1\"}"));
            assertEquals("canceled", status.path("state").asText());
            assertEquals(placed.path("orderId"), status.path("orderId"));
            assertEquals("1.000", status.path("leaves").asText());
            String unknown = other.call("order.status", "{\"orderId\":" + placed.path("orderId").asLong() + "}")
                    .path("error").path("name").asText();
            assertEquals("UNKNOWN_ORDER", unknown);
        }
    }
}
