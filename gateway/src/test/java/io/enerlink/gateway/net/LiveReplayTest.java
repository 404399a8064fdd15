package io.enerlink.gateway.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.enerlink.engine.ledger.Asset;
import io.enerlink.gateway.auth.SigningKey;
import io.enerlink.gateway.client.ClientConfig;
import io.enerlink.gateway.client.ExchangeClient;
import io.enerlink.gateway.client.ExchangeListener;
import io.enerlink.gateway.replay.LiveReplay;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A script of orders, sent to a running exchange. */
class LiveReplayTest {
    private final SigningKey key = SigningKey.generate();
    private final List<Long> times = new ArrayList<>();

    @TempDir
    Path folder;

    private TestExchange exchange;

    @BeforeEach
    void start() throws Exception {
        exchange = TestExchange.fresh(folder, GatewayConfig.demo("127.0.0.1", 0));
        exchange.deposit(key.address(), Asset.ETK, 10_000_000_000L);
        exchange.deposit(key.address(), Asset.IDRS, 10_000_000_000L);
    }

    @AfterEach
    void stop() {
        exchange.close();
    }

    private List<String> replay(String account, long refused, String... lines) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ExchangeClient client = ExchangeClient.connect(
                ClientConfig.of(URI.create("ws://127.0.0.1:" + exchange.port() + "/ws/v1")), key,
                new ExchangeListener() {})) {
            client.ready().orTimeout(20, TimeUnit.SECONDS).join();
            LiveReplay.Setup setup = new LiveReplay.Setup("ETK-IDRS", account, 50, 600_000);
            assertEquals(refused, new LiveReplay(client, setup, times::add, new PrintStream(out))
                    .run(new ByteArrayInputStream(String.join("\n", lines).getBytes(StandardCharsets.UTF_8))));
        }
        return out.toString(StandardCharsets.UTF_8).lines().map(line -> line.replaceAll("\"orderId\":[0-9]+,", ""))
                .toList();
    }

    private String open() {
        try (TestClient client = exchange.client(key)) {
            StringBuilder open = new StringBuilder();
            client.call("orders.open", "{}").path("result").path("orders").forEach(order -> open
                    .append(order.path("side").asText()).append(' ').append(order.path("leaves").asText()).append(" @ ")
                    .append(order.path("price").asText()).append('\n'));
            return open.toString();
        }
    }

    @Test
    void sendsPlacesReplacesReducesAndCancels() throws Exception {
        assertEquals(List.of("{\"line\":2,\"event\":\"placed\",\"id\":\"a\",\"state\":\"open\"}",
                "{\"line\":3,\"event\":\"placed\",\"id\":\"b\",\"state\":\"open\"}",
                "{\"line\":5,\"event\":\"replace\",\"id\":\"a\"}", "{\"line\":6,\"event\":\"reduce\",\"id\":\"a\"}",
                "{\"line\":7,\"event\":\"cancel\",\"id\":\"b\"}"),
                replay(null, 0, "{\"op\":\"time\",\"ms\":1000}",
                        "{\"op\":\"place\",\"id\":\"a\",\"account\":\"A\",\"side\":\"bid\",\"price\":\"1000\",\"quantity\":\"1\"}",
                        "{\"op\":\"place\",\"id\":\"b\",\"account\":\"A\",\"side\":\"sell\",\"price\":\"2000.50\",\"quantity\":\"0.5\"}",
                        "{\"op\":\"book\"}",
                        "{\"op\":\"replace\",\"id\":\"a\",\"account\":\"A\",\"price\":\"1001\",\"quantity\":\"2\"}",
                        "{\"op\":\"reduce\",\"id\":\"a\",\"account\":\"A\",\"by\":\"0.5\"}",
                        "{\"op\":\"cancel\",\"id\":\"b\",\"account\":\"A\"}", "{\"op\":\"time\",\"ms\":2500}"));
        assertEquals("bid 1.500 @ 1001.00\n", open());
        assertEquals(List.of(1_000L, 2_500L), times);
        assertEquals(1, replay(null, 0, "{\"op\":\"cancelAll\",\"account\":\"A\"}").size());
        assertEquals("", open());
    }

    @Test
    void saysWhatIsBadOrRefusedAndGoesOn() throws Exception {
        List<String> said = replay(null, 4, "nonsense",
                "{\"op\":\"place\",\"id\":\"a\",\"side\":\"bid\",\"price\":\"1000.001\",\"quantity\":\"1\"}",
                "{\"op\":\"place\",\"id\":\"a\",\"side\":\"bid\",\"price\":\"1000\",\"quantity\":\"100\"}",
                "{\"op\":\"cancel\",\"id\":\"a\"}",
                "{\"op\":\"place\",\"id\":\"a\",\"side\":\"bid\",\"price\":\"1000\",\"quantity\":\"1\"}");
        assertEquals(List.of("MALFORMED_JSON", "BAD_DECIMAL", "INSUFFICIENT_BALANCE", "UNKNOWN_ORDER"),
                said.subList(0, 4).stream().map(line -> line.replaceAll(".*\"reason\":\"([A-Z_]+)\".*", "$1"))
                        .toList());
        assertEquals("bid 1.000 @ 1000.00\n", open());
    }

    @Test
    void onlyTheLinesOfItsAccountAreSent() throws Exception {
        replay("B", 0,
                "{\"op\":\"place\",\"id\":\"a\",\"account\":\"A\",\"side\":\"bid\",\"price\":\"1000\",\"quantity\":\"1\"}",
                "{\"op\":\"place\",\"id\":\"b\",\"account\":\"B\",\"side\":\"bid\",\"price\":\"900\",\"quantity\":\"1\"}");
        assertEquals("bid 1.000 @ 900.00\n", open());
    }
}
