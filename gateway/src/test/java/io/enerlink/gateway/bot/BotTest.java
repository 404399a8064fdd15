package io.enerlink.gateway.bot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.enerlink.engine.book.Side;
import io.enerlink.gateway.auth.SigningKey;
import io.enerlink.gateway.client.ClientConfig;
import io.enerlink.gateway.client.FakeExchange;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The loop does what the strategy wants, inside the limits, through the protocol alone; and stops when told to. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BotTest {
    private static final SigningKey KEY = SigningKey.generate();
    private static final Quote BID = new Quote(Side.BID, 100_000, 100);

    private final FakeExchange exchange = new FakeExchange();
    private final AtomicReference<List<Quote>> wanted = new AtomicReference<>(List.of(BID));
    private Bot bot;

    @TempDir
    private Path folder;
    private Path kill;

    @BeforeEach
    void chooseFile() {
        kill = folder.resolve("kill");
    }

    @AfterEach
    void stop() {
        if (bot != null) bot.close();
        exchange.close();
    }

    @Test
    void cancelsWhatAnEarlierRunLeftAndPlacesWhatIsWanted() throws Exception {
        start();

        assertTrue(exchange.next("session.cancelOnDisconnect").path("params").path("enabled").asBoolean());
        assertEquals("ETK-IDRS", exchange.next("order.cancelAll").path("params").path("symbol").asText());
        JsonNode order = exchange.next("order.place").path("params");
        assertEquals("1000.00", order.path("price").asText());
        assertEquals("0.100", order.path("quantity").asText());
    }

    @Test
    void replacesAnOrderWhosePriceIsNoLongerWanted() throws Exception {
        start();
        exchange.next("order.place");
        wanted.set(List.of(new Quote(Side.BID, 101_000, 100)));

        JsonNode change = exchange.next("order.replace").path("params");
        assertEquals("7", change.path("orderId").asText());
        assertEquals("1010.00", change.path("price").asText());
    }

    @Test
    void aQuoteOutsideTheLimitsIsNotSent() throws Exception {
        wanted.set(List.of(new Quote(Side.BID, 200_001, 100), new Quote(Side.ASK, 100_000, 100), BID));
        start();

        assertEquals("1000.00", exchange.next("order.place").path("params").path("price").asText());
        awaitRounds(5);
        assertEquals(List.of(BID), bot.plan());
        assertEquals(1, bot.status().placed(), "the ask has no ETK behind it, the dear bid is above the limit");
    }

    @Test
    void whilePausedItHasNoOrdersAndPlacesNone() throws Exception {
        start();
        exchange.next("order.place");
        bot.pause();

        exchange.next("order.cancelAll");
        awaitSilence();
        wanted.set(List.of(new Quote(Side.BID, 90_000, 100)));
        exchange.push(balances("500"));
        awaitRounds(5);
        assertTrue(exchange.requests.isEmpty(), () -> "asked while paused: " + exchange.requests);
        assertEquals(0, bot.status().liveOrders());
        assertEquals(List.of(), bot.plan());

        bot.resume();
        assertEquals("900.00", exchange.next("order.place").path("params").path("price").asText());
    }

    @Test
    void itsKillSwitchEndsItForGood() throws Exception {
        start();
        exchange.next("order.place");
        Files.createFile(kill);

        exchange.next("order.cancelAll");
        Files.delete(kill);
        bot.resume();
        awaitRounds(5);
        assertTrue(bot.status().paused());
        assertEquals(0, bot.status().liveOrders());
        assertEquals("kill switch: " + kill + " is there", bot.status().lastProblem());
    }

    @Test
    void whoSpentMoreThanItMayIsKilled() throws Exception {
        start();
        exchange.next("order.place");
        exchange.push("""
                {"channel":"executions","seq":1,"type":"trade","orderId":7,"clientOrderId":"1","symbol":"ETK-IDRS",
                "side":"bid","price":"1000.00","quantity":"0.100","leaves":"0.040","lastPrice":"1000.00",
                "lastQuantity":"0.060","fee":"0.000000","liquidity":"taker","tradeId":1,"batchId":1,"ts":1}""");

        exchange.next("order.cancelAll");
        awaitRounds(2);
        assertTrue(bot.status().paused());
        assertEquals("kill switch: spent 60000000 of 50000000 IDRS units", bot.status().lastProblem());
    }

    @Test
    void afterALostLineItCancelsEverythingBeforeItTradesAgain() throws Exception {
        start();
        exchange.next("order.place");
        exchange.answers = request -> request.path("method").asText().equals("order.replace") ? null : answer(request);
        wanted.set(List.of(new Quote(Side.BID, 101_000, 100)));
        exchange.next("order.replace");
        exchange.answers = this::answer;
        exchange.drop();

        exchange.next("session.logon");
        exchange.push(balances("1000"));
        exchange.next("order.cancelAll");
        assertEquals("1010.00", exchange.next("order.place").path("params").path("price").asText());
    }

    @Test
    void depositsWhatWasMintedWithASignedPermit() throws Exception {
        start();

        JsonNode deposit = exchange.next("wallet.deposit").path("params");
        assertEquals("ETK", deposit.path("asset").asText());
        assertEquals("0.250000000", deposit.path("amount").asText());
        assertTrue(deposit.path("signature").asText().length() == 132);
    }

    @Test
    void anOrderThatIsOverIsForgottenAndPlacedAnew() throws Exception {
        start();
        exchange.next("order.place");
        exchange.answers = request -> request.path("method").asText().equals("order.replace") ? """
                {"status":404,"error":{"code":-2005,"name":"UNKNOWN_ORDER","msg":"over"}}""" : answer(request);
        wanted.set(List.of(new Quote(Side.BID, 101_000, 100)));

        exchange.next("order.replace");
        assertEquals("1010.00", exchange.next("order.place").path("params").path("price").asText());
    }

    private void start() throws InterruptedException {
        exchange.answers = this::answer;
        ClientConfig where = exchange.config();
        Limits limits = new Limits(80_000, 200_000, 10, 1_000, 1_000_000_000_000L, 2, 0);
        BotConfig config = new BotConfig("test", "ETK-IDRS", Duration.ofMillis(20), Duration.ofMinutes(1), 10, limits,
                Funding.ofRupiah(1_000), new KillSwitch(50_000_000, kill));
        bot = Bot.start(config, situation -> wanted.get(), where, KEY);
        while (!exchange.next("subscribe").path("params").path("channel").asText().equals("balances")) {
            assertTrue(bot.status().rounds() == 0, "it decides nothing before it knows what it has");
        }
        exchange.push(balances("1000"));
    }

    private void awaitRounds(int more) {
        long until = bot.status().rounds() + more;
        while (bot.status().rounds() < until) LockSupport.parkNanos(1_000_000);
    }

    /** What was under way, such as a deposit beside the rounds, comes to its end: rounds go by in which nothing is asked. */
    private void awaitSilence() {
        do {
            exchange.requests.clear();
            awaitRounds(5);
        } while (!exchange.requests.isEmpty());
    }

    private String answer(JsonNode request) {
        return switch (request.path("method").asText()) {
            case "order.place", "order.replace" -> "{\"orderId\":7,\"state\":\"open\"}";
            case "wallet.status" ->
                """
                        {"address":"%s","ETK":{"balance":"0.250000000","permitNonce":0},"IDRS":{"balance":"0","permitNonce":0},
                        "debt":"0","tokens":{"ETK":"0x%s","IDRS":"0x%s"},"market":"%s"}"""
                        .formatted(KEY.address(), "11".repeat(20), "22".repeat(20), FakeExchange.MARKET);
            default -> "{}";
        };
    }

    private static String balances(String idrs) {
        return """
                {"channel":"balances","type":"snapshot","ETK":{"free":"0","reserved":"0","unsettled":"0"},"IDRS":
                {"free":"%s","reserved":"0","unsettled":"0"},"debt":"0","ts":1}""".formatted(idrs);
    }
}
