package io.enerlink.gateway.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.enerlink.gateway.auth.SigningKey;
import io.enerlink.gateway.feed.FeedLimits;
import io.enerlink.gateway.session.Outbound;
import io.enerlink.gateway.session.Rate;
import io.enerlink.gateway.session.SessionLimits;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of those who ask too much, and of those beside them. */
class FloodTest {
    private static final GatewayConfig DEMO = GatewayConfig.demo("127.0.0.1", 0);
    private static final Rate PLENTY = new Rate(10_000, 10_000);
    private static final int MANY = 100;
    private static final int PING = 9;
    private static final int PONG = 10;

    private GatewayServer server;

    private void start(GatewayConfig config) throws IOException {
        server = new GatewayServer(config);
        server.start(new ScriptedEngine(server.listener()), TestExchange.DOMAIN);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static GatewayConfig requests(Rate rate, Rate refusals) {
        return DEMO.withLimits(new SessionLimits(rate.perSecond(), rate.burst(), 10, 10, 60_000, refusals),
                FeedLimits.defaults());
    }

    private static GatewayConfig address(Rate connections, Rate requests) {
        return DEMO.with(new GatewayConfig.Addresses(1_000, connections, requests, PLENTY));
    }

    private static String ask(TestClient client) {
        return client.call("orders.open", "{}").path("error").path("name").asText();
    }

    /** How often somebody may ask until the limit is reached. */
    private static int askUntilRefused(TestClient client) {
        for (int i = 0; i < MANY; i++) if (ask(client).equals("RATE_LIMIT")) return i;
        throw new AssertionError("nothing was refused");
    }

    @Test
    void whatComesBehindARefusalIsReadWhenThereIsATokenAgain() throws Exception {
        start(requests(new Rate(2, 3), PLENTY));
        try (TestClient client = new TestClient(server.port())) {
            askUntilRefused(client);
            assertEquals("NOT_LOGGED_ON", ask(client));
        }
    }

    @Test
    void whoGoesOnAboveTheLimitIsHungUpOnAfterSoManyRefusals() throws Exception {
        start(requests(new Rate(1, 3), new Rate(1, 5)));
        byte[] request = "{\"id\":1,\"method\":\"orders.open\"}".getBytes(StandardCharsets.US_ASCII);
        try (RawClient client = new RawClient(server.port()).upgrade()) {
            client.frames(RawClient.TEXT, request, MANY);
            List<String> heard = new ArrayList<>();
            RawClient.Frame frame = client.read();
            for (; frame.opcode() != RawClient.CLOSE; frame = client.read())
                heard.add(new String(frame.payload(), StandardCharsets.UTF_8));
            assertEquals(Outbound.POLICY_VIOLATION, frame.closeCode());
            long refused = heard.stream().filter(text -> text.contains("RATE_LIMIT")).count();
            assertTrue(refused >= 5 && refused < MANY / 2, "refused " + refused);
        }
    }

    @Test
    void aStrangerIsHungUpOnAfterFewRefusalsAndWhoHasLoggedOnAfterMore() throws Exception {
        start(requests(new Rate(1, 3), new Rate(1, 50)));
        byte[] request = "{\"id\":1,\"method\":\"orders.open\"}".getBytes(StandardCharsets.US_ASCII);
        try (RawClient stranger = new RawClient(server.port()).upgrade()) {
            stranger.frames(RawClient.TEXT, request, MANY);
            int refused = 0;
            RawClient.Frame frame = stranger.read();
            for (; frame.opcode() != RawClient.CLOSE; frame = stranger.read())
                if (new String(frame.payload(), StandardCharsets.UTF_8).contains("RATE_LIMIT")) refused++;
            assertEquals(Outbound.POLICY_VIOLATION, frame.closeCode());
            assertTrue(refused < 20, "refused " + refused);
        }
        try (TestClient member = new TestClient(server.port())) {
            member.logOn(SigningKey.generate(), TestExchange.DOMAIN);
            long[] asked = new long[20];
            for (int i = 0; i < asked.length; i++) asked[i] = member.begin("orders.open", "{}");
            for (long id : asked) member.answer(id);
        }
    }

    /** Pings are no requests; their answers must not pile up either. */
    @Test
    void whoPingsWithoutEndIsAnsweredAsOftenAsItMayAsk() throws Exception {
        start(requests(new Rate(1, 3), PLENTY));
        int pings = 20_000;
        try (RawClient client = new RawClient(server.port()).upgrade()) {
            client.frames(PING, new byte[100], pings);
            client.frame(RawClient.TEXT, "{\"id\":7,\"method\":\"ping\"}".getBytes(StandardCharsets.US_ASCII));
            int pongs = 0;
            RawClient.Frame frame = client.read();
            for (; !new String(frame.payload(), StandardCharsets.US_ASCII).startsWith("{\"id\":7"); frame = client
                    .read()) {
                if (frame.opcode() == PONG) pongs++;
            }
            assertTrue(pongs >= 3 && pongs < MANY, pongs + " of " + pings + " pings answered");
        }
    }

    @Test
    void strangersOfOneAddressShareABucketAndEachIsSureOfItsShare() throws Exception {
        start(address(PLENTY, new Rate(1, 10)));
        try (TestClient member = new TestClient(server.port())) {
            assertEquals(200, member.logOn(SigningKey.generate(), TestExchange.DOMAIN).path("status").asInt());
            try (TestClient greedy = new TestClient(server.port()); TestClient other = new TestClient(server.port())) {
                assertTrue(askUntilRefused(greedy) >= 5);
                assertEquals("NOT_LOGGED_ON", ask(other));
                JsonNode refused = other.call("orders.open", "{}");
                for (int slow = 0; refused.path("status").asInt() != 429 && slow < MANY; slow++)
                    refused = other.call("orders.open", "{}");
                assertEquals("RATE_LIMIT", refused.path("error").path("name").asText());
                assertTrue(refused.path("error").path("retryAfterMs").asLong() <= 1_000, refused.toString());
                for (int i = 0; i < MANY; i++) assertEquals("", ask(member));
            }
        }
    }

    /** An event loop that is held up stands for one that has more to do than it can. */
    @Test
    void whoHasSignedInIsServedWhileTheEventLoopOfStrangersHasNoTime() throws Exception {
        server = new GatewayServer(DEMO);
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch letGo = new CountDownLatch(1);
        server.routes().get("/test/hold", call -> {
            held.countDown();
            TestExchange.await(letGo);
            return new byte[0];
        });
        server.start(new ScriptedEngine(server.listener()), TestExchange.DOMAIN);
        try (TestClient member = new TestClient(server.port())) {
            assertEquals(200, member.logOn(SigningKey.generate(), TestExchange.DOMAIN).path("status").asInt());
            HttpRequest hold = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/test/hold"))
                    .build();
            var answer = TestClient.HTTP.sendAsync(hold, HttpResponse.BodyHandlers.discarding());
            TestExchange.await(held);
            for (int i = 0; i < MANY; i++) assertEquals(200, member.call("ping", "{}").path("status").asInt());
            letGo.countDown();
            assertEquals(200, answer.get(10, TimeUnit.SECONDS).statusCode());
        } finally {
            letGo.countDown();
        }
    }

    @Test
    void anAddressThatConnectsTooFastIsToldSoSeveralTimesAndThenHungUpOn() throws Exception {
        GatewayConfig slow = address(new Rate(1, 3), PLENTY);
        start(slow.withLimits(requests(PLENTY, new Rate(1, 3)).session(), FeedLimits.defaults()));
        int told = 0;
        List<RawClient> crowd = new ArrayList<>();
        try (TestClient first = new TestClient(server.port())) {
            for (int i = 0; i < MANY; i++) crowd.add(new RawClient(server.port()));
            for (RawClient newcomer : crowd) {
                String heard = newcomer.readAllWithin(1_000); // null where it is welcome
                if (heard == null) continue;
                if (heard.isEmpty()) break;
                assertTrue(heard.startsWith("HTTP/1.1 429 ") && heard.contains("TOO_MANY_CONNECTIONS")
                        && heard.contains("too many new connections"), heard);
                assertFalse(heard.contains("\"retryAfterMs\":0"), heard);
                told++;
            }
            assertTrue(told >= 3 && told < MANY, "told " + told);
            assertEquals("NOT_LOGGED_ON", ask(first));
        } finally {
            for (RawClient newcomer : crowd) newcomer.close();
        }
    }
}
