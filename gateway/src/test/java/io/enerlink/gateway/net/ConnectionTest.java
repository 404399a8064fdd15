package io.enerlink.gateway.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.enerlink.gateway.auth.Address;
import io.enerlink.gateway.auth.Domain;
import io.enerlink.gateway.auth.SigningKey;
import io.enerlink.gateway.feed.FeedLimits;
import io.enerlink.gateway.session.Rate;
import io.enerlink.gateway.session.SessionLimits;
import java.net.BindException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a connection may do, and how it ends. */
class ConnectionTest {
    private static final Domain DOMAIN = Domain.ofMarket(31337, Address.parse("0x" + "22".repeat(20)));
    private static final GatewayConfig DEMO = GatewayConfig.demo("127.0.0.1", 0);
    private static final int FRAME_BOUND = 16 * 1024;

    private GatewayServer server;
    private ScriptedEngine engine;

    @AfterEach
    void stop() {
        if (server != null) server.close();
    }

    @Test
    void greetsWithEverythingNeededToSign() throws Exception {
        start(DEMO);
        try (TestClient client = new TestClient(server.port())) {
            JsonNode hello = client.await(message -> true);

            assertEquals("enerlink.v1.json", client.socket().getSubprotocol());
            assertEquals("connected", hello.path("type").asText());
            assertEquals("demo", hello.path("environment").asText());
            assertEquals(20_000, hello.path("heartbeatMs").asInt());
            assertEquals(FRAME_BOUND, hello.path("limits").path("maxFrameBytes").asInt());
            assertEquals("EnerLink", hello.path("domain").path("name").asText());
            assertEquals("1", hello.path("domain").path("version").asText());
            assertEquals(31337, hello.path("domain").path("chainId").asInt());
            assertEquals("0x" + "22".repeat(20), hello.path("domain").path("verifyingContract").asText());
        }
    }

    @Test
    void takesClientsThatNameNoSubprotocol() throws Exception {
        start(DEMO);
        try (TestClient client = new TestClient(server.port(), null)) {
            assertEquals("", client.socket().getSubprotocol());
            assertEquals("connected", client.await(message -> true).path("type").asText());
        }
    }

    @Test
    void answersAPingOfAnybodyWithItsTime() throws Exception {
        start(DEMO);
        try (TestClient client = new TestClient(server.port())) {
            long beforeMs = System.currentTimeMillis();
            long ts = client.call("ping", "{}").path("result").path("ts").asLong();
            assertTrue(ts >= beforeMs && ts <= System.currentTimeMillis(), "ts " + ts);
            assertEquals("UNKNOWN_FIELD",
                    client.call("ping", "{\"loud\":true}").path("error").path("name").asText());
        }
    }

    @Test
    void closesOnABinaryFrame() throws Exception {
        start(DEMO);
        try (TestClient client = new TestClient(server.port())) {
            client.socket().sendBinary(ByteBuffer.allocate(4), true).join();

            assertEquals(1003, client.closeCode());
        }
    }

    @Test
    void closesOnBytesThatAreNoUtf8() throws Exception {
        start(DEMO);
        try (RawClient client = new RawClient(server.port()).upgrade()) {
            client.frame(RawClient.TEXT, new byte[]{'"', (byte) 0xC0, (byte) 0x80, '"'});

            assertEquals(1007, client.closeCode());
        }
    }

    @Test
    void closesOnAFrameThatIsTooLong() throws Exception {
        start(DEMO);
        try (RawClient client = new RawClient(server.port()).upgrade()) {
            client.frame(RawClient.TEXT, new byte[FRAME_BOUND + 1]);

            assertEquals(1009, client.closeCode());
        }
    }

    @Test
    void closesOnFragmentsThatAreTooLongTogether() throws Exception {
        start(DEMO);
        try (TestClient client = new TestClient(server.port())) {
            client.socket().sendText("x".repeat(FRAME_BOUND - 10), false).join();
            client.socket().sendText("x".repeat(20), true).join();

            assertEquals(1009, client.closeCode());
        }
    }

    @Test
    void answersTheLongestFrameThatMayBe() throws Exception {
        start(DEMO);
        try (TestClient client = new TestClient(server.port())) {
            assertEquals("MALFORMED_JSON", client.errorOf("x".repeat(FRAME_BOUND)));
        }
    }

    @Test
    void hangsUpOnWhoNeverSaysWhatItWants() throws Exception {
        start(DEMO.withHeartbeat(20_000, 100));
        try (RawClient client = new RawClient(server.port()).write("GET /ws/v1 HTTP/1.1\r\nHost: ")) {
            assertTrue(client.isHungUp());
        }
    }

    @Test
    void hangsUpOnWhoDoesNotAnswerPings() throws Exception {
        start(DEMO.withHeartbeat(500, 5_000));
        try (RawClient client = new RawClient(server.port()).upgrade()) {
            boolean pinged = false;
            boolean open = true;
            while (open) {
                try {
                    pinged |= client.read().opcode() == 9;
                } catch (java.io.EOFException hungUp) {
                    open = false;
                }
            }
            assertTrue(pinged);
        }
    }

    @Test
    void keepsAQuietClientThatAnswersPings() throws Exception {
        start(DEMO.withHeartbeat(500, 5_000));
        try (RawClient client = new RawClient(server.port()).upgrade()) {
            for (int answered = 0; answered < 5;) {
                RawClient.Frame frame = client.read();
                if (frame.opcode() != 9) continue;
                client.frame(10, frame.payload());
                answered++;
            }
            client.frame(RawClient.TEXT, "{}".getBytes(StandardCharsets.US_ASCII));
            RawClient.Frame frame = client.read();
            while (frame.opcode() == 9) frame = client.read();
            assertTrue(new String(frame.payload(), StandardCharsets.UTF_8).contains("MISSING_FIELD"));
        }
    }

    @Test
    void refusesMoreConnectionsThanThereMayBeWithoutWaitingForARequest() throws Exception {
        start(DEMO.withConnections(10, 1));
        try (TestClient first = new TestClient(server.port()); RawClient second = new RawClient(server.port())) {
            String refusal = second.readAll();
            assertTrue(refusal.startsWith("HTTP/1.1 429 ") && refusal.contains("TOO_MANY_CONNECTIONS"), refusal);
            assertEquals("MISSING_FIELD", first.errorOf("{}"));
        }
    }

    @Test
    void refusesMoreRequestsThanTheBucketHoldsAndSaysWhenToComeAgain() throws Exception {
        start(DEMO.withLimits(new SessionLimits(1, 3, 10, 10, 60_000, new Rate(20, 200)), FeedLimits.defaults()));
        try (TestClient client = new TestClient(server.port())) {
            for (int i = 0; i < 3; i++) assertEquals("MISSING_FIELD", client.errorOf("{}"));
            JsonNode refused = client.call("orders.open", "{}");
            for (int slow = 0; refused.path("status").asInt() != 429 && slow < 100; slow++)
                refused = client.call("orders.open", "{}");

            assertEquals(429, refused.path("status").asInt());
            assertEquals("RATE_LIMIT", refused.path("error").path("name").asText());
            assertTrue(refused.path("error").path("retryAfterMs").asLong() > 0);
        }
    }

    @Test
    void saysWithEachAnswerHowManyRequestsAreLeft() throws Exception {
        start(DEMO.withLimits(new SessionLimits(1, 1_000, 10, 10, 60_000, new Rate(20, 200)), FeedLimits.defaults()));
        try (TestClient client = new TestClient(server.port())) {
            int left = client.call("subscribe", "{\"channel\":\"system\"}").path("rate").path("left").asInt();
            assertTrue(left > 0 && left < 1_000, "left " + left);
            for (int i = 0; i < 500; i++) client.begin("orders.open", "{}");
            assertTrue(client.call("orders.open", "{}").path("rate").path("left").asInt() < left);
        }
    }

    @Test
    void refusesPagesOfOtherOriginsAndNobodyElse() throws Exception {
        start(DEMO.withOrigins(Set.of("https://exchange.example")));
        assertEquals(403, statusOfUpgrade("Origin: https://evil.example\r\n"));
        assertEquals(403, statusOfUpgrade("Origin: null\r\n"));
        assertEquals(403, statusOfUpgrade("Origin: https://exchange.example\r\nOrigin: https://evil.example\r\n"));
        assertEquals(101, statusOfUpgrade("Origin: https://exchange.example\r\n"));
        assertEquals(101, statusOfUpgrade("Origin: http://localhost:" + server.port() + "\r\n"));
        assertEquals(101, statusOfUpgrade(""));
    }

    private int statusOfUpgrade(String headers) throws Exception {
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(("GET /ws/v1 HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n"
                    + "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                    + "Sec-WebSocket-Version: 13\r\n" + headers + "\r\n").getBytes(StandardCharsets.US_ASCII));
            byte[] line = socket.getInputStream().readNBytes("HTTP/1.1 101".length());
            return Integer.parseInt(new String(line, StandardCharsets.US_ASCII).substring(9));
        }
    }

    @Test
    void refusesMoreSubscriptionsThanASessionMayHave() throws Exception {
        start(DEMO.withLimits(new SessionLimits(100, 100, 10, 1, 60_000, new Rate(20, 200)), FeedLimits.defaults()));
        try (TestClient client = new TestClient(server.port())) {
            String trades = "{\"channel\":\"trades\",\"symbol\":\"ETK-IDRS\"}";
            assertEquals(200, client.call("subscribe", trades).path("status").asInt());
            assertEquals(200, client.call("subscribe", trades).path("status").asInt());
            assertEquals("TOO_MANY_SUBSCRIPTIONS", client.call("subscribe", "{\"channel\":\"system\"}").path("error")
                    .path("name").asText());
            assertTrue(client.call("unsubscribe", trades).path("result").path("ended").asBoolean());
            assertFalse(client.call("unsubscribe", trades).path("result").path("ended").asBoolean());
            assertEquals(200, client.call("subscribe", "{\"channel\":\"system\"}").path("status").asInt());
        }
    }

    @Test
    void refusesMoreUnansweredRequestsThanASessionMayHave() throws Exception {
        start(DEMO.withLimits(new SessionLimits(100, 100, 2, 10, 60_000, new Rate(20, 200)), FeedLimits.defaults()));
        try (TestClient client = new TestClient(server.port())) {
            client.logOn(SigningKey.generate(), DOMAIN);
            client.begin("order.cancelAll", "{}");
            client.begin("order.cancelAll", "{}");

            assertEquals("TOO_MANY_PENDING",
                    client.call("order.cancelAll", "{}").path("error").path("name").asText());
        }
    }

    @Test
    void closesOnlyTheClientThatReadsTooSlowly() throws Exception {
        start(DEMO.withQueues(16, 64 * 1024, 4_096));
        String subscribe = "{\"id\":1,\"method\":\"subscribe\",\"params\":{\"channel\":\"trades\","
                + "\"symbol\":\"ETK-IDRS\"}}";
        int trades = 2_000;
        try (TestClient quick = new TestClient(server.port());
                RawClient slow = new RawClient(server.port()).upgrade()) {
            quick.sendRaw(subscribe);
            quick.answer(1);
            slow.frame(RawClient.TEXT, subscribe.getBytes(StandardCharsets.US_ASCII));
            RawClient.Frame answer = slow.read();
            while (!new String(answer.payload(), StandardCharsets.UTF_8).contains("\"id\":1")) answer = slow.read();
            for (int i = 1; i <= trades; i++) {
                engine.trade(i);
                if (i % 100 == 0) quick.await("trades", i);
            }

            assertEquals(4008, slow.closeCode());
            assertEquals(trades, quick.heard(message -> message.has("tradeId")).size());
        }
    }

    @Test
    void saysFarewellBeforeItStops() throws Exception {
        start(DEMO);
        try (TestClient client = new TestClient(server.port())) {
            client.await(message -> true);
            server.close();

            assertEquals(1001, client.closeCode());
            assertEquals(1, client.heard(message -> message.path("type").asText().equals("serverShutdown")).size());
        }
    }

    @Test
    void saysWhichPortIsTaken() throws Exception {
        start(DEMO);
        try (GatewayServer second = new GatewayServer(GatewayConfig.demo("127.0.0.1", server.port()))) {
            BindException taken = assertThrows(BindException.class, () -> second.start(engine, DOMAIN));
            assertTrue(taken.getMessage().contains("127.0.0.1:" + server.port()), taken.getMessage());
        }
    }

    private void start(GatewayConfig config) throws BindException {
        server = new GatewayServer(config);
        engine = new ScriptedEngine(server.listener());
        server.start(engine, DOMAIN);
    }
}
