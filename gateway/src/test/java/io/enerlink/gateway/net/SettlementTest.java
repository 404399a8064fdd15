package io.enerlink.gateway.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.enerlink.engine.book.Side;
import io.enerlink.engine.ledger.Asset;
import io.enerlink.engine.matching.TradingState;
import io.enerlink.gateway.auth.SigningKey;
import io.enerlink.settlement.clearing.BatchStatus;
import io.enerlink.settlement.clearing.ReconciliationState;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose trades are in a batch hears of it, and nobody else; the overview is for everybody. */
class SettlementTest {
    private static final GatewayConfig CONFIG = GatewayConfig.demo("127.0.0.1", 0);
    private static final byte[] HASH = new byte[32];
    private static final String HASH_TEXT = TestClient.hex(HASH);

    private final SigningKey seller = SigningKey.generate();
    private final SigningKey first = SigningKey.generate();
    private final SigningKey second = SigningKey.generate();
    private final SigningKey last = SigningKey.generate();
    private final List<TestClient> clients = new ArrayList<>();

    @TempDir
    Path folder;

    private TestExchange exchange;

    @BeforeEach
    void start() throws Exception {
        exchange = TestExchange.fresh(folder.resolve("journal"), CONFIG);
        exchange.deposit(seller.address(), Asset.ETK, 1_000_000_000_000L);
        exchange.deposit(first.address(), Asset.IDRS, 1_000_000_000_000L);
        exchange.deposit(second.address(), Asset.IDRS, 1_000_000_000_000L);
        exchange.deposit(last.address(), Asset.IDRS, 1_000_000_000_000L);
    }

    @AfterEach
    void stop() {
        clients.forEach(TestClient::close);
        exchange.close();
    }

    @Test
    void tellsEachAccountOfItsOwnTradesInABatchUntilItIsFinal() {
        TestClient selling = client(seller, "settlement");
        TestClient buying = client(first, "settlement");
        TestClient alsoBuying = client(second, "settlement");
        TestClient watching = client(SigningKey.generate(), "settlement");
        place(selling, seller, Side.ASK, "9.000");
        place(buying, first, Side.BID, "1.000");
        place(alsoBuying, second, Side.BID, "2.000");
        closeTheBatch();
        selling.await("settlement", 2);
        exchange.settlement(1, BatchStatus.SUBMITTED, HASH_TEXT, 2);
        exchange.settlement(1, BatchStatus.MINED, HASH_TEXT, 2);
        exchange.settlement(1, BatchStatus.FINAL, HASH_TEXT, 2);
        exchange.settled(1, HASH);

        List<String> life = List.of("pending [%s]", "submitted [%s]", "mined [%s]", "final [%s]");
        assertEquals(life.stream().map(state -> state.formatted("1,2")).toList(), updates(selling));
        assertEquals(life.stream().map(state -> state.formatted("1")).toList(), updates(buying));
        assertEquals(life.stream().map(state -> state.formatted("2")).toList(), updates(alsoBuying));
        assertEquals(HASH_TEXT, buying.await("settlement", 5).get(4).path("transactionHash").asText());
        watching.call("orders.open", "{}");
        assertEquals(1, watching.await("settlement", 1).size());
    }

    @Test
    void beginsWithWhatIsNotFinalAfterARestartToo() throws Exception {
        place(client(seller), seller, Side.ASK, "9.000");
        TestClient buying = client(first, "executions");
        place(buying, first, Side.BID, "1.000");
        buying.await("executions", 2);
        assertEquals("[{\"batchId\":1,\"status\":\"pending\",\"tradeIds\":[1]}]", snapshot(first));
        assertEquals("[]", snapshot(second));
        exchange.close();
        exchange = new TestExchange(folder.resolve("journal"), CONFIG);
        closeTheBatch();
        exchange.settlement(1, BatchStatus.SUBMITTED, HASH_TEXT, 1);
        assertEquals("[{\"batchId\":1,\"status\":\"submitted\",\"transactionHash\":\"" + HASH_TEXT
                + "\",\"tradeIds\":[1]}]", snapshot(first));

        TestClient watching = client(first, "system");
        exchange.settled(1, HASH);
        watching.await(message -> message.path("status").asText().equals("final"));
        assertEquals("[]", snapshot(first));
    }

    @Test
    void theSystemShowsEveryBatchToEverybody() {
        TestClient watching = client(SigningKey.generate(), "system");
        TestClient selling = client(seller);
        place(selling, seller, Side.ASK, "9.000");
        place(client(first), first, Side.BID, "1.000");
        closeTheBatch();
        exchange.settlement(1, BatchStatus.PENDING, null, 1);
        exchange.settlement(1, BatchStatus.SUBMITTED, HASH_TEXT, 1);
        exchange.settlement(1, BatchStatus.FINAL, HASH_TEXT, 1);
        exchange.settled(1, HASH);

        watching.await(message -> message.path("status").asText().equals("final"));
        assertEquals(List.of("pending", "submitted", "final"), batches(watching));
        TestClient late = client(SigningKey.generate(), "system");
        late.await(message -> message.path("type").asText().equals("state"));
        assertEquals(batches(watching), batches(late));
    }

    @Test
    void everybodyConcernedHearsThatABatchReverted() {
        TestClient watching = client(SigningKey.generate(), "system");
        TestClient selling = client(seller, "settlement");
        place(selling, seller, Side.ASK, "9.000");
        place(client(first), first, Side.BID, "1.000");
        closeTheBatch();
        exchange.settlement(1, BatchStatus.SUBMITTED, HASH_TEXT, 1);
        exchange.settlement(1, BatchStatus.REVERTED, HASH_TEXT, 1);
        watching.await(message -> message.path("status").asText().equals("reverted"));
        assertEquals(List.of("pending [1]", "submitted [1]", "reverted [1]"), selling.await("settlement", 4).stream()
                .skip(1).map(message -> message.path("status").asText() + " " + message.path("tradeIds")).toList());
        assertEquals("[{\"batchId\":1,\"status\":\"reverted\",\"transactionHash\":\"" + HASH_TEXT
                + "\",\"tradeIds\":[1]}]", snapshot(first), "it is not over");
    }

    @Test
    void theSystemTellsHowTheExchangeIs() {
        TestClient watching = client(SigningKey.generate(), "system");
        JsonNode before = watching.await(message -> message.path("type").asText().equals("state"));
        assertEquals("[{\"symbol\":\"ETK-IDRS\",\"state\":\"open\",\"reason\":\"none\"}]",
                before.path("trading").toString());
        assertEquals("{\"batches\":0,\"trades\":0}", before.path("backlog").toString());
        assertEquals(1, before.path("connections").asInt());
        assertTrue(before.path("reconciliation").isMissingNode(), "nothing was compared yet");
        assertTrue(before.path("latency").path("verify").isMissingNode(), "nothing was signed yet");

        place(client(seller), seller, Side.ASK, "9.000");
        place(client(first), first, Side.BID, "1.000");
        closeTheBatch();
        exchange.trading(TradingState.HALTED);
        exchange.server().addReconciliation(() -> new ReconciliationState(7, 6_000, 8_000, 3, List.of(),
                List.of("supply of ETK: 1 expected, 2 on the chain"), true));
        JsonNode after = watching.await(message -> message.has("reconciliation")
                && message.path("trading").path(0).path("state").asText().equals("halted"));
        assertEquals("{\"batches\":2,\"trades\":2}", after.path("backlog").toString());
        assertEquals(4, after.path("connections").asInt());
        assertEquals(List.of("decode", "verify", "ring", "journal", "match", "publish", "total"),
                after.path("latency").propertyStream().map(Map.Entry::getKey).toList());
        assertTrue(after.path("latency").path("total").path("p50Us").asLong() > 0, after.toString());
        assertEquals("{\"block\":7,\"ts\":8000,\"alarm\":true,\"escrowDifferences\":[],"
                + "\"supplyDifferences\":[\"supply of ETK: 1 expected, 2 on the chain\"]}",
                after.path("reconciliation").toString());
    }

    private static List<String> batches(TestClient client) {
        return client.heard(message -> message.path("type").asText().equals("batch")).stream()
                .map(message -> message.path("status").asText()).toList();
    }

    /** The next trade does not find room in it. */
    private void closeTheBatch() {
        exchange.closeBatchesAbove(2);
        place(client(last), last, Side.BID, "0.001");
    }

    private List<String> updates(TestClient client) {
        return client.await("settlement", 5).stream().skip(1)
                .map(message -> message.path("status").asText() + " " + message.path("tradeIds")).toList();
    }

    private String snapshot(SigningKey key) {
        JsonNode first = client(key, "settlement").await("settlement", 1).get(0);
        assertEquals("snapshot", first.path("type").asText());
        return first.path("batches").toString();
    }

    private TestClient client(SigningKey key, String... channels) {
        TestClient client = exchange.client(key);
        clients.add(client);
        for (String channel : channels) client.call("subscribe", "{\"channel\":\"" + channel + "\"}");
        return client;
    }

    private static void place(TestClient client, SigningKey key, Side side, String quantity) {
        JsonNode answer = client.call("order.place", TestExchange.order(key, side, "1000.00", quantity, 1, ""));
        assertEquals(200, answer.path("status").asInt(), answer.toString());
    }
}
