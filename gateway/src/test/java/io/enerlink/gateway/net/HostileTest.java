package io.enerlink.gateway.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import com.fasterxml.jackson.databind.JsonNode;
import io.enerlink.engine.book.Side;
import io.enerlink.engine.ledger.Asset;
import io.enerlink.gateway.auth.SigningKey;
import io.enerlink.gateway.session.Rate;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** A crowd that means harm, and one client that does not. */
@Isolated("measures the heap")
class HostileTest {
    private static final int CROWD = 2_000;
    private static final int HONEST_ORDERS = 50;
    private static final int HANDSHAKE_MS = 2_000;
    private static final int HEARTBEAT_MS = 1_000;
    private static final int QUEUE_BYTES = 64 * 1024;
    private static final int SOCKET_BYTES = 4_096;
    private static final long HEAP_MARGIN_BYTES = 64L << 20;
    /** The crowd has one address: there its limits are those of a crowd with many. */
    private static final GatewayConfig.Addresses ALL_AT_ONCE = new GatewayConfig.Addresses(5_000,
            new Rate(5_000, 5_000), new Rate(1_000, 5_000), new Rate(100, 200));
    private static final String UPGRADE = "GET /ws/v1 HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n"
            + "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";

    @TempDir
    Path folder;

    /** Ways to be a nuisance. */
    private enum Way {
        SILENT, SLOW_HEADER, GARBAGE, HALF_OPEN, HUGE_FRAME, MALFORMED, FRAGMENTS, FLOOD;

        byte[] bytes() {
            return switch (this) {
                case SILENT -> new byte[0];
                case SLOW_HEADER -> "GET /ws/v1 HTTP/1.1\r\nHost: x\r\nX: ".getBytes(StandardCharsets.US_ASCII);
                case GARBAGE -> "\u0000\u0001 no HTTP at all\r\n\r\n".repeat(50).getBytes(StandardCharsets.US_ASCII);
                case HALF_OPEN -> after(new byte[0]);
                case HUGE_FRAME -> after(new byte[]{(byte) 0x81, (byte) 0xFF, 0, 0, 0, 0x7F, 0, 0, 0, 0, 0, 0, 0, 0});
                case MALFORMED -> after(text("{{{{".repeat(25)).repeated(40));
                // asks and asks, and reads none of the answers
                case FLOOD -> after(text("{\"id\":1,\"method\":\"orders.open\"}").repeated(2 * QUEUE_BYTES / 200));
                case FRAGMENTS -> after(new Frames(new byte[]{0x01, (byte) 0x81, 0, 0, 0, 0, 'a'}).repeated(40));
            };
        }

        private static Frames text(String text) {
            byte[] frame = new byte[6 + text.length()];
            frame[0] = (byte) 0x81;
            frame[1] = (byte) (0x80 | text.length());
            System.arraycopy(text.getBytes(StandardCharsets.US_ASCII), 0, frame, 6, text.length());
            return new Frames(frame);
        }

        private static byte[] after(byte[] frames) {
            return ByteBuffer.allocate(UPGRADE.length() + frames.length)
                    .put(UPGRADE.getBytes(StandardCharsets.US_ASCII)).put(frames).array();
        }
    }

    /** The same frame again and again. */
    private record Frames(byte[] one) {
        byte[] repeated(int times) {
            ByteBuffer all = ByteBuffer.allocate(times * one.length);
            for (int i = 0; i < times; i++) all.put(one);
            return all.array();
        }
    }

    @Test
    void leavesAnHonestClientServedAndNothingBehind(TestReporter reporter) throws Exception {
        GatewayConfig config = GatewayConfig.demo("127.0.0.1", 0).withConnections(5_000, 5_000)
                .with(ALL_AT_ONCE)
                .withHeartbeat(HEARTBEAT_MS, HANDSHAKE_MS).withQueues(4_096, QUEUE_BYTES, SOCKET_BYTES);
        SigningKey key = SigningKey.generate();
        List<SocketChannel> crowd = new ArrayList<>();
        try (TestExchange exchange = TestExchange.fresh(folder, config)) {
            exchange.deposit(key.address(), Asset.IDRS, 1_000_000_000_000L);
            try (TestClient honest = exchange.client(key)) {
                long heapBytes = heapBytes();
                for (int i = 0; i < CROWD; i++)
                    crowd.add(attack(exchange.port(), Way.values()[i % Way.values().length]));
                long[] tookNs = new long[HONEST_ORDERS];
                for (int i = 1; i <= HONEST_ORDERS; i++) {
                    long beginNs = System.nanoTime();
                    JsonNode answer = honest.call("order.place",
                            TestExchange.order(key, Side.BID, "1350.00", "1", i, ""));
                    assertEquals("open", answer.path("result").path("state").asText(), answer.toString());
                    tookNs[i - 1] = System.nanoTime() - beginNs;
                }
                Arrays.sort(tookNs);
                reporter.publishEntry("slowest of " + HONEST_ORDERS + " honest orders, us",
                        Long.toString(tookNs[HONEST_ORDERS - 1] / 1_000));
                assertTrue(awaitOnlyTheHonest(exchange),
                        exchange.server().connections() + " connections are still open");
                assertTrue(heapBytes() < heapBytes + HEAP_MARGIN_BYTES, heapBytes() + " B of heap are still in use");
                assertEquals(HONEST_ORDERS,
                        honest.call("orders.open", "{}").path("result").path("orders").size());
            }
        } finally {
            for (SocketChannel one : crowd) one.close();
        }
    }

    /** None of the crowd answers pings, or says in time what it wants. */
    private static boolean awaitOnlyTheHonest(TestExchange exchange) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (exchange.server().connections() > 1 && System.nanoTime() < deadline) Thread.onSpinWait();
        return exchange.server().connections() == 1;
    }

    private static long heapBytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static SocketChannel attack(int port, Way way) throws IOException {
        SocketChannel socket = SocketChannel.open();
        socket.setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BYTES);
        socket.connect(new InetSocketAddress("127.0.0.1", port));
        ByteBuffer bytes = ByteBuffer.wrap(way.bytes());
        socket.configureBlocking(false);
        try {
            while (bytes.hasRemaining() && socket.write(bytes) > 0);
        } catch (IOException hungUp) {
            return socket;
        }
        return socket;
    }
}
