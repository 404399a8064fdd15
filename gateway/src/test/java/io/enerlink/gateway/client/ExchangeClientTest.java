package io.enerlink.gateway.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.enerlink.engine.book.Side;
import io.enerlink.engine.ledger.Asset;
import io.enerlink.gateway.auth.Address;
import io.enerlink.gateway.auth.Domain;
import io.enerlink.gateway.auth.Logon;
import io.enerlink.gateway.auth.Permit;
import io.enerlink.gateway.auth.Recovery;
import io.enerlink.gateway.auth.SignedOrder;
import io.enerlink.gateway.auth.SigningKey;
import io.enerlink.gateway.auth.TypedStruct;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The client signs in, signs orders, and keeps its place when the line or the server fails. */
@Timeout(60)
class ExchangeClientTest {
    private static final SigningKey KEY = SigningKey.generate();
    private static final Domain DOMAIN = Domain.ofMarket(31337, Address.parse(FakeExchange.MARKET));
    private static final OrderRequest BID = OrderRequest.limit("ETK-IDRS", Side.BID, 135_000, 750, 25, 99_000);

    private final FakeExchange exchange = new FakeExchange();
    private final BlockingQueue<Object> heard = new LinkedBlockingQueue<>();
    private ExchangeClient client;

    @AfterEach
    void stop() {
        if (client != null) client.close();
        exchange.close();
    }

    @Test
    void signsInWithTheChallengeOfTheServer() throws Exception {
        connect(exchange.config());

        JsonNode logon = exchange.next("session.logon").path("params");
        assertEquals(KEY.address().toString(), logon.path("address").asText());
        byte[] challenge = new byte[32];
        Arrays.fill(challenge, (byte) 0xab);
        assertSigned(DOMAIN, new Logon(KEY.address(), challenge), logon);
    }

    @Test
    void placesASignedOrderAndReplacesItUnderItsNonce() throws Exception {
        connect(exchange.config());
        exchange.answers = request -> """
                {"orderId":"7","clientOrderId":"42","state":"open","sequence":9,"ts":5}""";

        PlacedOrder placed = ExchangeClient.await(client.place(BID));

        JsonNode params = exchange.next("order.place").path("params");
        assertEquals("1350.00", params.path("price").asText());
        assertEquals("0.750", params.path("quantity").asText());
        assertEquals("bid", params.path("side").asText());
        assertEquals("cancelNewest", params.path("selfTrade").asText());
        assertEquals(Long.toString(placed.nonce()), params.path("clientOrderId").asText());
        assertSigned(DOMAIN, signed(placed.nonce(), 750, 135_000), params);
        assertEquals(new PlacedOrder(BID, placed.nonce(), "42", 7, "open", 9, false, 5), placed);

        PlacedOrder replaced = ExchangeClient.await(client.replace(7, placed.nonce(), BID.at(134_000, 900)));

        JsonNode change = exchange.next("order.replace").path("params");
        assertEquals("7", change.path("orderId").asText());
        assertSigned(DOMAIN, signed(placed.nonce(), 900, 134_000), change);
        assertEquals(BID.at(134_000, 900), replaced.terms());
    }

    @Test
    void signsThePermitOfTheTokenItPaysIn() throws Exception {
        String token = "0x" + "22".repeat(20);
        connect(exchange.config());
        exchange.answers = request -> request.path("method").asText().equals("wallet.status") ? """
                {"address":"%s","ETK":{"balance":"1.500000001","permitNonce":4},"IDRS":{"balance":"12.5",
                "permitNonce":"5"},"debt":"0.25","tokens":{"ETK":"0x%s","IDRS":"%s"},"market":"%s"}"""
                .formatted(KEY.address(), "11".repeat(20), token, FakeExchange.MARKET)
                : "{\"state\":\"final\",\"transactionHash\":\"0xaa\"}";

        WalletStatus status = ExchangeClient.await(client.walletStatus());
        assertEquals(1_500_000_001L, status.etk().balance());
        assertEquals(12_500_000L, status.idrs().balance());
        assertEquals(250_000_000L, status.debtUwh());
        ChainResult result = ExchangeClient.await(client.deposit(status, Asset.IDRS, 12_000_000, 99_000));

        JsonNode params = exchange.next("wallet.deposit").path("params");
        assertEquals("12.000000", params.path("amount").asText());
        assertSigned(new Domain("EnerLink Rupiah Token", "1", 31337, Address.parse(token)),
                new Permit(KEY.address(), DOMAIN.verifyingContract(), BigInteger.valueOf(12_000_000),
                        BigInteger.valueOf(5), BigInteger.valueOf(99)),
                params);
        assertEquals(new ChainResult("final", "0xaa"), result);
    }

    @Test
    void noncesStartAboveThoseUsedBeforeAndRiseStrictly() throws Exception {
        exchange.lastNonce = Long.MAX_VALUE / 2;
        connect(exchange.config());

        for (int i = 1; i <= 3; i++) {
            ExchangeClient.await(client.place(BID));
            assertEquals(exchange.lastNonce + i, exchange.next("order.place").path("params").path("nonce").asLong());
        }
    }

    @Test
    void aPingTellsTheTimeOfTheExchange() throws Exception {
        connect(exchange.config());
        exchange.answers = request -> "{\"ts\":1795238246000}";
        assertEquals(1_795_238_246_000L, client.ping().get(10, TimeUnit.SECONDS));
        assertTrue(exchange.next("ping").path("params").isEmpty());
    }

    @Test
    void anErrorOfTheExchangeKeepsItsName() throws Exception {
        connect(exchange.config());
        exchange.answers = request -> """
                {"status":400,"error":{"code":-2010,"name":"INSUFFICIENT_BALANCE","msg":"no","retryAfterMs":7}}""";

        ExchangeException refused = assertThrows(ExchangeException.class,
                () -> ExchangeClient.await(client.place(BID)));
        assertEquals("INSUFFICIENT_BALANCE", refused.name());
        assertEquals(-2010, refused.code());
        assertEquals(7, refused.retryAfterMs());
        assertFalse(refused.outcomeUnknown());
    }

    @Test
    void aRequestWithoutAnAnswerTimesOutAndTheNextOneWorks() throws Exception {
        connect(with(Duration.ofSeconds(1), Duration.ofSeconds(60)));
        exchange.answers = request -> request.path("method").asText().equals("order.place") ? null : "{}";

        ExchangeException late = assertThrows(ExchangeException.class, () -> ExchangeClient.await(client.place(BID)));
        assertEquals(ExchangeException.REQUEST_TIMEOUT, late.name());
        assertTrue(late.outcomeUnknown());
        assertNull(ExchangeClient.await(client.cancel(1)));
    }

    @Test
    void moreRequestsThanMayWaitAreRefusedAtOnce() throws Exception {
        connect(exchange.config());
        exchange.answers = request -> null;
        for (int i = 0; i < 16; i++) client.cancel(1);

        ExchangeException refused = assertThrows(ExchangeException.class,
                () -> ExchangeClient.await(client.cancel(1)));
        assertEquals(ExchangeException.TOO_MANY_PENDING, refused.name());
    }

    @Test
    void afterALostLineItSignsInAgainAndExecutionsGoOnWithoutRepeats() throws Exception {
        connect(exchange.config());
        ExchangeClient.await(client.subscribeExecutions());
        assertFalse(exchange.next("subscribe").path("params").has("fromSeq"));
        exchange.push(execution(5));
        exchange.push(execution(6));
        assertEquals(5L, hear());
        assertEquals(6L, hear());

        exchange.answers = request -> null;
        CompletableFuture<Void> waiting = client.cancel(1);
        exchange.next("order.cancel");
        exchange.answers = request -> "{}";
        exchange.drop();

        ExchangeException lost = assertThrows(ExchangeException.class, () -> ExchangeClient.await(waiting));
        assertEquals(ExchangeException.DISCONNECTED, lost.name());
        assertEquals("down", hear());
        assertEquals(7, exchange.next("subscribe").path("params").path("fromSeq").asLong());
        assertEquals("ready", hear());
        exchange.push(execution(6));
        exchange.push(execution(7));
        assertEquals(7L, hear());
    }

    @Test
    void executionsGoOnFromTheNumberInTheFirstAnswerEvenWhereNoneWasHeard() throws Exception {
        connect(exchange.config());
        exchange.answers = request -> "{\"channel\":\"executions\",\"seq\":12}";
        ExchangeClient.await(client.subscribeExecutions());
        exchange.next("subscribe");
        exchange.drop();
        assertEquals(13, exchange.next("subscribe").path("params").path("fromSeq").asLong());
    }

    @Test
    void whereTheExchangeKnowsFewerExecutionsTheClientSaysSoAndListensAnew() throws Exception {
        connect(exchange.config());
        exchange.answers = request -> request.path("params").has("fromSeq") ? """
                {"status":400,"error":{"code":-1107,"name":"INVALID_VALUE","msg":"above the next number"}}"""
                : "{\"channel\":\"executions\",\"seq\":2}";
        ExchangeClient.await(client.subscribeExecutions(50));
        assertEquals("gap to 1", hear());
        exchange.push(execution(3));
        assertEquals(3L, hear());
    }

    @Test
    void aMissingExecutionIsAskedForAgain() throws Exception {
        connect(exchange.config());
        ExchangeClient.await(client.subscribeExecutions(3));
        assertEquals(3, exchange.next("subscribe").path("params").path("fromSeq").asLong());
        exchange.push(execution(3));
        exchange.push(execution(5));
        assertEquals(3L, hear());
        assertEquals(4, exchange.next("subscribe").path("params").path("fromSeq").asLong());

        exchange.push("{\"channel\":\"executions\",\"type\":\"gap\",\"earliestSeq\":9}");
        exchange.push(execution(9));
        assertEquals("gap to 9", hear());
        assertEquals(9L, hear());
    }

    @Test
    void aBookIsKeptFromItsUpdatesAndAskedForAgainWhereOneIsMissing() throws Exception {
        connect(exchange.config());
        ExchangeClient.await(client.subscribeBook("ETK-IDRS"));
        exchange.next("subscribe");
        exchange.push(book("snapshot", 4, 0, "[[\"1340.00\",\"1.000\"],[\"1339.50\",\"2.000\"]]",
                "[[\"1350.00\",\"0.750\"]]"));
        exchange.push(book("update", 5, 4, "[[\"1340.00\",\"0\"]]", "[[\"1349.00\",\"3.000\"]]"));

        assertEquals(134_000, ((Book) hear()).bestBidTicks());
        Book second = (Book) hear();
        assertEquals(133_950, second.bestBidTicks());
        assertEquals(new Book.Level(134_900, 3_000), second.asks().get(0));

        exchange.push(book("update", 7, 6, "[]", "[]"));
        assertEquals("book", exchange.next("subscribe").path("params").path("channel").asText());
        exchange.push(book("update", 8, 7, "[]", "[]"));
        exchange.push(book("snapshot", 8, 0, "[]", "[]"));
        assertEquals(8, ((Book) hear()).seq());
    }

    @Test
    void aBookWhoseChecksumDiffersIsAskedForAgain() throws Exception {
        connect(exchange.config());
        ExchangeClient.await(client.subscribeBook("ETK-IDRS"));
        exchange.next("subscribe");
        CRC32 crc = new CRC32();
        crc.update("1340.00:1.000,;1350.00:0.750,".getBytes());
        String levels = "\"bids\":[[\"1340.00\",\"1.000\"]],\"asks\":[[\"1350.00\",\"0.750\"]]";
        exchange.push("{\"channel\":\"book\",\"type\":\"snapshot\",\"symbol\":\"ETK-IDRS\",\"seq\":1,\"checksum\":"
                + crc.getValue() + "," + levels + "}");
        assertEquals(1, ((Book) hear()).seq());

        exchange.push("{\"channel\":\"book\",\"type\":\"update\",\"symbol\":\"ETK-IDRS\",\"seq\":2,\"prevSeq\":1,"
                + "\"checksum\":1," + levels + "}");
        assertEquals("book", exchange.next("subscribe").path("params").path("channel").asText());
        assertTrue(heard.isEmpty());
    }

    @Test
    void neverSignsForAnotherChain() throws Exception {
        ClientConfig usual = exchange.config();
        client = ExchangeClient.connect(
                new ClientConfig(usual.uri(), Domain.ofMarket(1, DOMAIN.verifyingContract()), usual.requestTimeout(),
                        usual.chainTimeout(),
                        usual.firstBackoff(), usual.longestBackoff(), usual.silence(), usual.maxPending()),
                KEY, new Ears());
        assertEquals("down", hear());
        assertEquals("down", hear());
        assertFalse(client.isReady());
        assertTrue(exchange.requests.isEmpty());
    }

    @Test
    void aServerThatFallsSilentOrTalksNonsenseIsLeftAndFoundAgain() throws Exception {
        connect(with(Duration.ofSeconds(10), Duration.ofMillis(200)));
        assertEquals("down", hear());
        hearReadyAtLast();
        exchange.push("{nonsense");
        assertEquals("down", hear());
        hearReadyAtLast();
    }

    /** On a busy machine signing in may take longer than is borne, and is tried again. */
    private void hearReadyAtLast() throws InterruptedException {
        int downs = 0;
        while (hear().equals("down")) assertTrue(++downs < 50, "never ready");
    }

    @Test
    void aServerThatAcceptsButNeverGreetsIsGivenUp() throws Exception {
        try (ServerSocket mute = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            ClientConfig usual = with(Duration.ofMillis(100), Duration.ofSeconds(60));
            client = ExchangeClient.connect(new ClientConfig(
                    URI.create("ws://127.0.0.1:" + mute.getLocalPort() + "/ws/v1"), null, usual.requestTimeout(),
                    usual.chainTimeout(), usual.firstBackoff(), usual.longestBackoff(), usual.silence(),
                    usual.maxPending()), KEY, new Ears());
            assertEquals("down", hear());
            assertEquals("down", hear());
        }
    }

    @Test
    void nothingIsSentBeforeSignInOrAfterClose() throws Exception {
        exchange.close();
        client = ExchangeClient.connect(exchange.config(), KEY, new Ears());
        assertEquals("down", hear());
        ExchangeException down = assertThrows(ExchangeException.class, () -> ExchangeClient.await(client.place(BID)));
        assertEquals(ExchangeException.DISCONNECTED, down.name());

        client.close();
        assertThrows(Exception.class, () -> client.ready().get(10, TimeUnit.SECONDS));
        assertThrows(ExchangeException.class, () -> ExchangeClient.await(client.place(BID)));
    }

    private void connect(ClientConfig config) throws InterruptedException {
        client = ExchangeClient.connect(config, KEY, new Ears());
        hearReadyAtLast();
    }

    private ClientConfig with(Duration requestTimeout, Duration silence) {
        ClientConfig usual = exchange.config();
        return new ClientConfig(usual.uri(), null, requestTimeout, requestTimeout, usual.firstBackoff(),
                usual.longestBackoff(),
                silence, usual.maxPending());
    }

    private Object hear() throws InterruptedException {
        Object news = heard.poll(20, TimeUnit.SECONDS);
        if (news == null) throw new AssertionError("nothing was heard");
        return news;
    }

    private static SignedOrder signed(long nonce, long quantityWh, long priceTicks) {
        return new SignedOrder(KEY.address(), "ETK-IDRS", Side.BID, quantityWh, priceTicks, 0, 25, nonce, 3, 99_000);
    }

    private static void assertSigned(Domain domain, TypedStruct struct, JsonNode params) throws Exception {
        byte[] signature = HexFormat.of().parseHex(params.path("signature").asText().substring(2));
        assertEquals(KEY.address(), new Recovery().signerOf(domain, struct, signature));
    }

    private static String execution(long seq) {
        return """
                {"channel":"executions","seq":%d,"type":"trade","orderId":"1","clientOrderId":"2","symbol":"ETK-IDRS",
                "side":"bid","price":"1350.00","quantity":"0.750","leaves":"0.000","lastPrice":"1350.00",
                "lastQuantity":"0.750","fee":"0.000000","tradeId":"3","ts":1}""".formatted(seq);
    }

    private static String book(String type, long seq, long prevSeq, String bids, String asks) {
        return """
                {"channel":"book","type":"%s","symbol":"ETK-IDRS","seq":%d,"prevSeq":%d,"bids":%s,"asks":%s,"ts":1}"""
                .formatted(type, seq, prevSeq, bids, asks);
    }

    private final class Ears implements ExchangeListener {
        @Override
        public void onReady() {
            heard.add("ready");
        }

        @Override
        public void onDisconnected(String reason) {
            heard.add("down");
        }

        @Override
        public void onBook(Book book) {
            heard.add(book);
        }

        @Override
        public void onExecution(ExecutionReport report) {
            heard.add(report.seq());
        }

        @Override
        public void onExecutionGap(long earliestSeq) {
            heard.add("gap to " + earliestSeq);
        }
    }
}
