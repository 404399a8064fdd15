package io.enerlink.gateway.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.enerlink.engine.book.Side;
import io.enerlink.engine.ledger.Asset;
import io.enerlink.gateway.auth.SigningKey;
import io.enerlink.gateway.feed.FeedLimits;
import io.enerlink.gateway.session.Rate;
import io.enerlink.gateway.session.SessionLimits;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Orders from the socket through the real engine and its journal and back. */
class TradingTest {
    private static final GatewayConfig CONFIG = GatewayConfig.demo("127.0.0.1", 0)
            .withLimits(new SessionLimits(100_000, 100_000, 1_024, 64, 60_000, new Rate(20, 200)),
                    FeedLimits.defaults());
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

    @Test
    void anOrderRestsIsSeenAndReservesWhatItCosts() {
        TestClient client = client(buyer);
        subscribe(client, "book", "balances", "executions");
        JsonNode result = place(client, buyer, Side.BID, "1350.00", "2.000", 7);

        assertEquals("open", result.path("state").asText());
        assertEquals("7", result.path("clientOrderId").asText());
        assertEquals("2.000", result.path("leaves").asText());
        JsonNode update = client.await("book", 2).get(1);
        assertEquals("update", update.path("type").asText());
        assertEquals("[[\"1350.00\",\"2.000\"]]", update.path("bids").toString());
        assertEquals(client.await("book", 2).get(0).path("seq").asLong(), update.path("prevSeq").asLong());
        JsonNode balances = client.await("balances", 2).get(1);
        assertEquals("2700.000000", balances.path("IDRS").path("reserved").asText());
        assertEquals("997300.000000", balances.path("IDRS").path("free").asText());
        JsonNode execution = client.await("executions", 1).get(0);
        assertEquals("new", execution.path("type").asText());
        assertEquals(1, execution.path("seq").asLong());
        assertEquals("bid", execution.path("side").asText());
    }

    @Test
    void twoOrdersTradeAndBothOwnersAndTheTapeHearOfIt() {
        TestClient maker = client(seller);
        TestClient taker = client(buyer);
        subscribe(maker, "executions", "balances");
        subscribe(taker, "executions", "balances", "trades", "book");
        answer(taker.call("subscribe", "{\"channel\":\"candles\",\"symbol\":\"ETK-IDRS\",\"interval\":\"1d\"}"));
        place(maker, seller, Side.ASK, "1350.00", "3.000", 1);
        JsonNode result = place(taker, buyer, Side.BID, "1400.00", "2.000", 1);

        assertEquals("filled", result.path("state").asText());
        assertEquals("0.000", result.path("leaves").asText());
        JsonNode sold = maker.await("executions", 2).get(1);
        assertEquals("maker", sold.path("liquidity").asText());
        assertEquals("1350.00", sold.path("lastPrice").asText());
        assertEquals("2.000", sold.path("lastQuantity").asText());
        assertEquals("1.000", sold.path("leaves").asText());
        JsonNode bought = taker.await("executions", 2).get(1);
        assertEquals("taker", bought.path("liquidity").asText());
        assertEquals(sold.path("tradeId").asLong(), bought.path("tradeId").asLong());
        assertEquals("0.000", bought.path("leaves").asText());
        JsonNode trade = taker.await("trades", 1).get(0);
        assertEquals("bid", trade.path("takerSide").asText());
        assertEquals("1350.00", trade.path("price").asText());
        assertEquals("2.000", taker.await("candles", 1).get(0).path("volume").asText());
        JsonNode balances = taker.await("balances", 2).get(1);
        assertEquals("2.000000000", balances.path("ETK").path("unsettled").asText());
        assertEquals("997300.000000", balances.path("IDRS").path("free").asText());
        taker.await(message -> message.path("asks").toString().equals("[[\"1350.00\",\"1.000\"]]"));
        assertEquals("filled", status(taker, 1).path("state").asText());
        assertEquals("open", status(maker, 1).path("state").asText());
    }

    @Test
    void whatDoesNotRestIsCanceledWithItsReason() {
        TestClient client = client(buyer);
        subscribe(client, "executions");
        JsonNode result = answer(client.call("order.place",
                TestExchange.order(buyer, Side.BID, "1350.00", "1.000", 1, ",\"timeInForce\":\"ioc\"")));

        assertEquals("canceled", result.path("state").asText());
        JsonNode execution = client.await("executions", 2).get(1);
        assertEquals("canceled", execution.path("type").asText());
        assertEquals("immediateOrCancel", execution.path("reason").asText());
    }

    @Test
    void aCancelNeverOvertakesTheOrderItCancels() {
        TestClient client = client(buyer);
        long[] cancels = new long[50];
        for (int i = 0; i < cancels.length; i++) {
            client.begin("order.place", TestExchange.order(buyer, Side.BID, "1350.00", "1.000", i + 1, ""));
            cancels[i] = client.begin("order.cancel", "{\"clientOrderId\":\"" + (i + 1) + "\"}");
        }

        for (long cancel : cancels) {
            assertEquals("canceled", answer(client.answer(cancel)).path("state").asText());
        }
        assertTrue(openOrders(client).isEmpty());
    }

    @Test
    void aReplacementMayLowerUnsignedAndChangeAnythingSigned() {
        TestClient client = client(buyer);
        place(client, buyer, Side.BID, "1350.00", "3.000", 5);

        JsonNode lowered = answer(client.call("order.replace", "{\"clientOrderId\":\"5\",\"quantity\":\"2.000\"}"));
        assertEquals("2.000", lowered.path("leaves").asText());
        assertEquals("1350.00", lowered.path("price").asText());

        JsonNode raised = client.call("order.replace", "{\"clientOrderId\":\"5\",\"quantity\":\"9.000\"}");
        assertEquals("SIGNATURE_REQUIRED", errorName(raised));

        JsonNode moved = answer(client.call("order.replace",
                TestExchange.replacement(buyer, Side.BID, "1360.00", "4.000", 5)));
        assertEquals("1360.00", moved.path("price").asText());
        assertEquals("4.000", openOrders(client).path(0).path("leaves").asText());

        JsonNode forged = client.call("order.replace",
                TestExchange.replacement(buyer, Side.ASK, "1360.00", "4.000", 5));
        assertEquals("SIGNER_MISMATCH", errorName(forged));
    }

    @Test
    void aReplacementFindsTheOrderThatWasSentJustBefore() {
        TestClient client = client(buyer);
        long[] replaced = new long[50];
        for (int i = 0; i < replaced.length; i++) {
            client.begin("order.place", TestExchange.order(buyer, Side.BID, "1350.00", "1.000", i + 1, ""));
            replaced[i] = client.begin("order.replace",
                    TestExchange.replacement(buyer, Side.BID, "1360.00", "2.000", i + 1));
        }

        for (long id : replaced) assertEquals("1360.00", answer(client.answer(id)).path("price").asText());
    }

    @Test
    void aReplacementOfAnOrderThatWasRefusedFindsNone() {
        TestClient client = client(buyer);
        client.begin("order.place", TestExchange.order(buyer, Side.BID, "1350.00", "900000.000", 1, ""));
        JsonNode lost = client.call("order.replace", TestExchange.replacement(buyer, Side.BID, "1.00", "1.000", 1));

        assertEquals("UNKNOWN_ORDER", errorName(lost));
    }

    @Test
    void aReplacementKeepsWhatItLeavesOut() {
        TestClient client = client(buyer);
        subscribe(client, "book");
        client.begin("order.place", TestExchange.order(buyer, Side.BID, "1350.00", "5.000", 1, 100_000 * RUPIAH, 25,
                ",\"displayQuantity\":\"1.000\",\"maxQuote\":\"100000\",\"maxFeeBps\":25"));
        String kept = TestExchange.replacement(
                TestExchange.order(buyer, Side.BID, "1360.00", "5.000", 1, 100_000 * RUPIAH, 25, ""));
        assertEquals("1360.00", answer(client.call("order.replace", kept)).path("price").asText());
        client.await(message -> message.path("bids").toString().contains("[\"1360.00\",\"1.000\"]"));

        String none = TestExchange.replacement(TestExchange.order(buyer, Side.BID, "1370.00", "5.000", 1, 0, 0,
                ",\"displayQuantity\":\"0\",\"maxQuote\":\"0\",\"maxFeeBps\":0"));
        assertEquals("1370.00", answer(client.call("order.replace", none)).path("price").asText());
        client.await(message -> message.path("bids").toString().contains("[\"1370.00\",\"5.000\"]"));
    }

    @Test
    void aReplacementAfterARestartKeepsWhatItLeavesOut() throws Exception {
        answer(client(buyer).call("order.place", TestExchange.order(buyer, Side.BID, "1350.00", "5.000", 1,
                100_000 * RUPIAH, 25,
                ",\"displayQuantity\":\"1.000\",\"maxQuote\":\"100000\",\"maxFeeBps\":25")));
        exchange.close();
        exchange = new TestExchange(folder.resolve("journal"), CONFIG);
        TestClient client = client(buyer);
        subscribe(client, "book");

        answer(client.call("order.replace", TestExchange.replacement(
                TestExchange.order(buyer, Side.BID, "1360.00", "5.000", 1, 100_000 * RUPIAH, 25, ""))));
        client.await(message -> message.path("bids").toString().contains("[\"1360.00\",\"1.000\"]"));
    }

    @Test
    void theSameOrderAgainIsTheSameOrderAndAnotherUnderItsIdIsRefused() {
        TestClient client = client(buyer);
        String order = TestExchange.order(buyer, Side.BID, "1350.00", "1.000", 3, "");
        JsonNode first = answer(client.call("order.place", order));
        JsonNode again = answer(client.call("order.place", order));
        JsonNode other = client.call("order.place",
                TestExchange.order(buyer, Side.BID, "1350.00", "2.000", 4, ",\"clientOrderId\":\"3\""));

        assertEquals(first.path("orderId").asLong(), again.path("orderId").asLong());
        assertTrue(again.path("duplicate").asBoolean());
        assertFalse(first.has("duplicate"));
        assertEquals("DUPLICATE_CLIENT_ORDER_ID", errorName(other));
        assertEquals(1, openOrders(client).size());
    }

    @Test
    void refusalsOfTheEngineAreNamedAndChangeNothing() {
        TestClient client = client(buyer);
        subscribe(client, "executions", "balances");
        place(client, buyer, Side.BID, "1350.00", "1.000", 10);
        int heard = client.size();

        assertEquals("INSUFFICIENT_BALANCE", errorName(client.call("order.place",
                TestExchange.order(buyer, Side.BID, "1350.00", "900000.000", 11, ""))));
        assertEquals("INSUFFICIENT_BALANCE", errorName(client.call("order.place",
                TestExchange.order(buyer, Side.ASK, "1350.00", "1.000", 11, ""))));
        assertEquals("NONCE_TOO_LOW", errorName(client.call("order.place",
                TestExchange.order(buyer, Side.BID, "1350.00", "1.000", 9, ""))));
        assertEquals("UNKNOWN_ORDER", errorName(client.call("order.cancel", "{\"orderId\":4711}")));
        assertEquals(heard + 4 + 4, client.size(), "an answer and an execution report each");
        assertEquals(1, openOrders(client).size());
    }

    @Test
    void cancelAllTakesEverythingAway() {
        TestClient client = client(buyer);
        for (int nonce = 1; nonce <= 5; nonce++) place(client, buyer, Side.BID, "1350.00", "1.000", nonce);

        assertEquals(5, answer(client.call("order.cancelAll", "{\"symbol\":\"ETK-IDRS\"}")).path("canceled").asInt());
        assertTrue(openOrders(client).isEmpty());
    }

    @Test
    void ordersEndWithTheConnectionOfOneWhoAskedForIt() {
        TestClient leaving = client(buyer);
        TestClient staying = client(buyer);
        subscribe(staying, "executions");
        answer(leaving.call("session.cancelOnDisconnect", "{\"enabled\":true}"));
        place(leaving, buyer, Side.BID, "1350.00", "1.000", 1);
        leaving.close();

        assertEquals("disconnect", staying.await("executions", 2).get(1).path("reason").asText());
    }

    @Test
    void ordersEndWhenCancelAfterIsNotRenewed() {
        TestClient client = client(buyer);
        subscribe(client, "executions");
        place(client, buyer, Side.BID, "1350.00", "1.000", 1);
        answer(client.call("order.cancelAfter", "{\"timeoutMs\":50}"));

        assertEquals("cancelAfter", client.await("executions", 2).get(1).path("reason").asText());
    }

    @Test
    void whoComesBackMissesNoExecutionAndHearsNoneTwiceNotEvenAfterARestart() throws Exception {
        TestClient client = client(buyer);
        subscribe(client, "executions");
        for (int nonce = 1; nonce <= 200; nonce++) {
            client.begin("order.place", TestExchange.order(buyer, Side.BID, "1350.00", "0.001", nonce,
                    ",\"timeInForce\":\"ioc\""));
        }
        client.await("executions", 37);
        client.close();
        List<Long> heard = new ArrayList<>(sequences(client));
        long next = heard.get(heard.size() - 1) + 1;
        TestClient other = client(buyer);
        subscribe(other, "executions");
        assertEquals("canceled", place(other, buyer, Side.BID, "1.00", "0.001", 1_000, "ioc").path("state").asText());
        exchange.close();
        exchange = new TestExchange(folder.resolve("journal"), CONFIG);

        TestClient back = client(buyer);
        long last = answer(back.call("subscribe", "{\"channel\":\"executions\",\"fromSeq\":" + next + "}"))
                .path("seq").asLong();
        back.await("executions", (int) (last - next + 1));
        heard.addAll(sequences(back));

        assertEquals(LongStream.rangeClosed(1, last).boxed().toList(), heard);
        assertEquals("INVALID_VALUE", errorName(
                back.call("subscribe", "{\"channel\":\"executions\",\"fromSeq\":" + (last + 2) + "}")));
    }

    @Test
    void aRestartKeepsOrdersBookBalancesAndNonces() throws Exception {
        place(client(buyer), buyer, Side.BID, "1350.00", "1.000", 42);
        exchange.close();
        exchange = new TestExchange(folder.resolve("journal"), CONFIG);

        TestClient back = new TestClient(exchange.port());
        toClose.add(back);
        assertEquals(42, answer(back.logOn(buyer, TestExchange.DOMAIN)).path("lastNonce").asLong());
        subscribe(back, "book", "balances");
        assertEquals("[[\"1350.00\",\"1.000\"]]", back.await("book", 1).get(0).path("bids").toString());
        assertEquals("1350.000000",
                back.await("balances", 1).get(0).path("IDRS").path("reserved").asText());
        assertEquals(1, openOrders(back).size());
    }

    @Test
    void whoComesBackTooLateIsToldWhatIsLeft() throws Exception {
        exchange.close();
        exchange = new TestExchange(folder.resolve("journal"),
                CONFIG.withLimits(CONFIG.session(), new FeedLimits(3, 100)));
        TestClient client = client(buyer);
        for (int nonce = 101; nonce <= 105; nonce++) place(client, buyer, Side.BID, "1350.00", "1.000", nonce);
        answer(client.call("subscribe", "{\"channel\":\"executions\",\"fromSeq\":1}"));

        List<JsonNode> heard = client.await("executions", 4);
        assertEquals("gap", heard.get(0).path("type").asText());
        assertEquals(heard.get(1).path("seq").asLong(), heard.get(0).path("earliestSeq").asLong());
        assertEquals(3, heard.size() - 1);
    }

    @Test
    void anAccountMayNotSendMoreOnManyConnectionsThanOnTwo() throws Exception {
        exchange.close();
        exchange = new TestExchange(folder.resolve("journal"),
                CONFIG.withLimits(new SessionLimits(1, 40, 64, 64, 60_000, new Rate(20, 200)), FeedLimits.defaults()));
        List<TestClient> connections = List.of(client(buyer), client(buyer), client(buyer));
        for (TestClient connection : connections) {
            for (int i = 1; i < 35; i++) connection.begin("orders.open", "{}");
            connection.call("orders.open", "{}");
        }

        JsonNode rate = connections.get(0).answer(3).path("rate");
        assertEquals(40, rate.path("limit").asInt());
        assertEquals(80, rate.path("accountLimit").asInt());
        JsonNode refused = connections.get(2).await(message -> message.path("status").asInt() == 429);
        assertEquals("RATE_LIMIT", errorName(refused));
        assertTrue(refused.path("error").path("msg").asText().contains("all connections"), refused.toString());
    }

    private TestClient client(SigningKey key) {
        TestClient client = exchange.client(key);
        toClose.add(client);
        return client;
    }

    private static void subscribe(TestClient client, String... channels) {
        for (String channel : channels) {
            boolean needsSymbol = channel.equals("book") || channel.equals("trades");
            answer(client.call("subscribe", "{\"channel\":\"" + channel + "\""
                    + (needsSymbol ? ",\"symbol\":\"" + TestExchange.SYMBOL + "\"}" : "}")));
        }
    }

    private static JsonNode place(TestClient client, SigningKey key, Side side, String price, String quantity,
            long nonce) {
        return place(client, key, side, price, quantity, nonce, "gtc");
    }

    private static JsonNode place(TestClient client, SigningKey key, Side side, String price, String quantity,
            long nonce, String timeInForce) {
        return answer(client.call("order.place", TestExchange.order(key, side, price, quantity, nonce,
                ",\"timeInForce\":\"" + timeInForce + "\"")));
    }

    private static JsonNode status(TestClient client, long clientOrderId) {
        return answer(client.call("order.status", "{\"clientOrderId\":\"" + clientOrderId + "\"}"));
    }

    private static JsonNode openOrders(TestClient client) {
        return answer(client.call("orders.open", "{}")).path("orders");
    }

    private static JsonNode answer(JsonNode response) {
        assertEquals(200, response.path("status").asInt(), response.toString());
        return response.path("result");
    }

    private static String errorName(JsonNode response) {
        return response.path("error").path("name").asText(response.toString());
    }

    private static List<Long> sequences(TestClient client) {
        return client.heard(message -> message.path("channel").asText().equals("executions")).stream()
                .map(message -> message.path("seq").asLong()).toList();
    }
}
