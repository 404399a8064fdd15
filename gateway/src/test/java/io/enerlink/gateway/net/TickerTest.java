package io.enerlink.gateway.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import com.fasterxml.jackson.databind.JsonNode;
import io.enerlink.engine.book.Side;
import io.enerlink.engine.ledger.Asset;
import io.enerlink.engine.matching.TradingState;
import io.enerlink.gateway.auth.SigningKey;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What everybody hears of a market beside its book and its trades: {@code ticker}, {@code auction}, and refusals. */
class TickerTest {
    @TempDir
    Path folder;

    private final SigningKey buyer = SigningKey.generate();
    private final SigningKey seller = SigningKey.generate();
    private TestExchange exchange;
    private TestClient bids;
    private TestClient asks;
    private long nonce;

    @BeforeEach
    void start() throws Exception {
        exchange = TestExchange.fresh(folder, GatewayConfig.demo("127.0.0.1", 0));
        exchange.deposit(buyer.address(), Asset.IDRS, 1_000_000_000_000_000L);
        exchange.deposit(seller.address(), Asset.ETK, 1_000_000_000_000_000L);
        bids = exchange.client(buyer);
        asks = exchange.client(seller);
    }

    @AfterEach
    void stop() {
        bids.close();
        asks.close();
        exchange.close();
    }

    @Test
    void tellsTheBestPricesTheLastAndTheDay() {
        JsonNode empty = subscribe("ticker");
        assertFalse(empty.has("last") || empty.has("bid"), empty.toString());
        bid("1350.00", "2");
        ask("1360.00", "3");
        ask("1350.00", "1");

        JsonNode ticker = bids.await(message -> message.path("channel").asText().equals("ticker")
                && message.has("last") && message.has("ask"));
        assertEquals("1350.00", ticker.path("last").asText());
        assertEquals("1.000", ticker.path("bidQuantity").asText());
        assertEquals("1360.00", ticker.path("ask").asText());
        assertEquals("1.000", ticker.path("volume").asText());
        assertEquals(1, ticker.path("trades").asInt());
    }

    @Test
    void saysWhatAnAuctionWouldDoAndThenDoesThat() {
        Random random = new Random(7);
        assertEquals("open", subscribe("auction").path("state").asText());
        for (int round = 0; round < 8; round++) {
            int from = bids.size();
            exchange.trading(TradingState.AUCTION);
            bid("1400.00", "5");
            ask("1300.00", "4");
            for (int i = 0; i < 12; i++) {
                String price = (1_300 + random.nextInt(100)) + ".0" + random.nextInt(10);
                String quantity = (1 + random.nextInt(9)) + "." + random.nextInt(10);
                if (random.nextBoolean()) bid(price, quantity);
                else
                    ask(price, quantity);
            }
            exchange.trading(TradingState.OPEN);
            JsonNode did = bids.await(from, message -> message.path("type").asText().equals("uncrossed"));
            JsonNode would = bids.heard(message -> message.path("type").asText().equals("state")
                    && message.path("state").asText().equals("auction") && message.has("price")).getLast();

            assertEquals(did.path("price"), would.path("price"));
            assertEquals(did.path("quantity"), would.path("quantity"));
            assertEquals(did.path("surplus"), would.path("surplus"));
        }
    }

    @Test
    void tellsListenersOfARefusalWithoutANumber() {
        bids.call("subscribe", "{\"channel\":\"executions\"}");
        String order = TestExchange.order(buyer, Side.ASK, "1350.00", "1", ++nonce, "");
        try (TestClient other = exchange.client(buyer)) {
            assertEquals("INSUFFICIENT_BALANCE", other.call("order.place", order).path("error").path("name").asText());
        }
        JsonNode refusal = bids.await("executions", 1).get(0);
        assertEquals("rejected", refusal.path("type").asText());
        assertEquals("INSUFFICIENT_BALANCE", refusal.path("reason").asText());
        assertEquals("order.place", refusal.path("method").asText());
        assertFalse(refusal.has("seq"));
        bid("1350.00", "1");
        assertEquals(1, bids.await("executions", 2).get(1).path("seq").asLong());
    }

    private JsonNode subscribe(String channel) {
        bids.call("subscribe", "{\"channel\":\"" + channel + "\",\"symbol\":\"ETK-IDRS\"}");
        return bids.await(channel, 1).get(0);
    }

    private void bid(String price, String quantity) {
        place(bids, buyer, Side.BID, price, quantity);
    }

    private void ask(String price, String quantity) {
        place(asks, seller, Side.ASK, price, quantity);
    }

    private void place(TestClient client, SigningKey key, Side side, String price, String quantity) {
        JsonNode answer = client.call("order.place", TestExchange.order(key, side, price, quantity, ++nonce, ""));
        assertEquals(200, answer.path("status").asInt(), answer.toString());
    }
}
