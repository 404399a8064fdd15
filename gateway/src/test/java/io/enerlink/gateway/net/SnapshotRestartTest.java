package io.enerlink.gateway.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.enerlink.engine.book.Side;
import io.enerlink.engine.ledger.Asset;
import io.enerlink.gateway.auth.SigningKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway whose engine started from a snapshot knows what it knew, but for history from before the snapshot. */
class SnapshotRestartTest {
    private static final GatewayConfig CONFIG = GatewayConfig.demo("127.0.0.1", 0);
    private static final long KWH = 1_000_000_000L;
    private static final long RUPIAH = 1_000_000L;

    private final SigningKey seller = SigningKey.generate();
    private final SigningKey buyer = SigningKey.generate();
    private final List<AutoCloseable> toClose = new ArrayList<>();

    @TempDir
    Path folder;

    private TestExchange exchange;

    @BeforeEach
    void start() throws Exception {
        exchange = TestExchange.fresh(folder.resolve("journal"), CONFIG);
        exchange.deposit(seller.address(), Asset.ETK, 1_000 * KWH);
        exchange.deposit(buyer.address(), Asset.IDRS, 1_000_000 * RUPIAH);
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable client : toClose) client.close();
        exchange.close();
    }

    private TestClient client(SigningKey key) {
        TestClient client = exchange.client(key);
        toClose.add(client);
        return client;
    }

    private void restart() throws Exception {
        exchange.close();
        exchange = new TestExchange(folder.resolve("journal"), CONFIG);
    }

    private static JsonNode place(TestClient client, SigningKey key, Side side, String price, String quantity,
            long nonce) {
        return result(client.call("order.place", TestExchange.order(key, side, price, quantity, nonce, "")));
    }

    private static JsonNode result(JsonNode response) {
        assertEquals(200, response.path("status").asInt(), response.toString());
        return response.path("result");
    }

    private static JsonNode subscribe(TestClient client, String channel, String more) {
        return result(client.call("subscribe", "{\"channel\":\"" + channel + "\"" + more + "}"));
    }

    private static String withoutTime(JsonNode message) {
        return message.toString().replaceAll(",?\"ts\":[0-9]+", "");
    }

    /** What an account and everybody sees. */
    private List<String> seen(SigningKey key) {
        TestClient client = client(key);
        subscribe(client, "book", ",\"symbol\":\"ETK-IDRS\"");
        subscribe(client, "balances", "");
        subscribe(client, "settlement", "");
        subscribe(client, "withdrawals", "");
        List<String> seen = new ArrayList<>();
        seen.add(result(client.call("orders.open", "{}")).path("orders").toString());
        for (String member : List.of("bids", "asks", "checksum")) {
            seen.add(client.await("book", 1).getFirst().path(member).toString());
        }
        for (String channel : List.of("balances", "settlement", "withdrawals")) {
            seen.add(withoutTime(client.await(channel, 1).getFirst()));
        }
        return seen;
    }

    @Test
    void everybodySeesWhatTheySawBefore() throws Exception {
        TestClient maker = client(seller);
        TestClient taker = client(buyer);
        place(maker, seller, Side.ASK, "1350.00", "3.000", 7);
        place(maker, seller, Side.ASK, "1360.00", "1.000", 8);
        place(taker, buyer, Side.BID, "1400.00", "2.000", 11);
        place(taker, buyer, Side.BID, "1000.00", "2.000", 12);
        exchange.closeBatchesAbove(2);
        place(taker, buyer, Side.BID, "1360.00", "1.500", 13);
        List<String> ofSeller = seen(seller);
        List<String> ofBuyer = seen(buyer);
        exchange.engine().snapshot();
        restart();

        assertEquals(ofSeller, seen(seller));
        assertEquals(ofBuyer, seen(buyer));
        TestClient back = new TestClient(exchange.port());
        toClose.add(back);
        assertEquals(8, result(back.logOn(seller, TestExchange.DOMAIN)).path("lastNonce").asLong());
        subscribe(back, "settlement", "");
        exchange.settled(1, new byte[32]);
        back.await(message -> message.path("status").asText().equals("final") && message.path("batchId").asInt() == 1);
    }

    @Test
    void executionsGoOnFromTheSnapshotAndWhatWasBeforeIsAGap() throws Exception {
        TestClient client = client(buyer);
        place(client, buyer, Side.BID, "1000.00", "1.000", 1);
        place(client, buyer, Side.BID, "1001.00", "1.000", 2);
        exchange.engine().snapshot();
        place(client, buyer, Side.BID, "1002.00", "1.000", 3);
        restart();

        TestClient back = client(buyer);
        assertEquals(3, subscribe(back, "executions", ",\"fromSeq\":3").path("seq").asLong());
        assertEquals("1002.00", back.await("executions", 1).getFirst().path("price").asText());
        TestClient older = client(buyer);
        subscribe(older, "executions", ",\"fromSeq\":1");
        assertEquals("gap", older.await("executions", 1).getFirst().path("type").asText());
        assertEquals(3, older.await("executions", 1).getFirst().path("earliestSeq").asLong());
        place(back, buyer, Side.BID, "1003.00", "1.000", 4);
        assertEquals(4, back.await("executions", 2).get(1).path("seq").asLong());
    }

    @Test
    void aReplacementKeepsWhatItLeavesOutOfVersionsOfBefore() throws Exception {
        TestClient client = client(buyer);
        for (int nonce = 1; nonce <= 2; nonce++) {
            result(client.call("order.place", TestExchange.order(buyer, Side.BID, "1000.00", "5.000", nonce,
                    100_000 * RUPIAH, 25,
                    ",\"displayQuantity\":\"1.000\",\"maxQuote\":\"100000\",\"maxFeeBps\":25")));
        }
        result(client.call("order.replace", TestExchange.replacement(TestExchange.order(buyer, Side.BID, "1001.00",
                "5.000", 2, 90_000 * RUPIAH, 30,
                ",\"displayQuantity\":\"2.000\",\"maxQuote\":\"90000\",\"maxFeeBps\":30"))));
        exchange.engine().snapshot();
        restart();

        TestClient back = client(buyer);
        subscribe(back, "book", ",\"symbol\":\"ETK-IDRS\"");
        result(back.call("order.replace", TestExchange.replacement(
                TestExchange.order(buyer, Side.BID, "1010.00", "5.000", 1, 100_000 * RUPIAH, 25, ""))));
        back.await(message -> message.path("bids").toString().contains("[\"1010.00\",\"1.000\"]"));
        result(back.call("order.replace", TestExchange.replacement(
                TestExchange.order(buyer, Side.BID, "1020.00", "5.000", 2, 90_000 * RUPIAH, 30, ""))));
        back.await(message -> message.path("bids").toString().contains("[\"1020.00\",\"2.000\"]"));
    }

    @Test
    void anOrderOfBeforeIsAnsweredAgainAndCanceled() throws Exception {
        TestClient client = client(buyer);
        String order = TestExchange.order(buyer, Side.BID, "1000.00", "1.000", 1, "");
        JsonNode first = result(client.call("order.place", order));
        exchange.engine().snapshot();
        restart();

        TestClient back = client(buyer);
        JsonNode again = result(back.call("order.place", order));
        assertTrue(again.path("duplicate").asBoolean());
        assertEquals("open", again.path("state").asText());
        assertEquals(first.path("orderId"), again.path("orderId"));
        assertEquals(first.path("sequence"), again.path("sequence"));
        assertEquals(first.path("ts"), again.path("ts"));
        result(back.call("order.cancel", "{\"orderId\":" + first.path("orderId").asLong() + "}"));
        assertEquals("[]", result(back.call("orders.open", "{}")).path("orders").toString());
    }
}
