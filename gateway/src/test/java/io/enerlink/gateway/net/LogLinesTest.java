package io.enerlink.gateway.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.enerlink.engine.book.Side;
import io.enerlink.engine.ledger.Asset;
import io.enerlink.gateway.auth.SigningKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.LoggerFactory;

/** What the gateway's log says of connections and orders, as JSON: each line names them. */
@Isolated("hears what every gateway logs")
class LogLinesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Logger GATEWAY = (Logger) LoggerFactory.getLogger("io.enerlink.gateway");

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();
    private Level level;

    @BeforeEach
    void listen() {
        JsonEncoder encoder = new JsonEncoder();
        encoder.setContext(GATEWAY.getLoggerContext());
        encoder.setWithFormattedMessage(true);
        encoder.start();
        appender.setContext(GATEWAY.getLoggerContext());
        appender.setEncoder(encoder);
        appender.setOutputStream(written);
        appender.start();
        level = GATEWAY.getLevel();
        GATEWAY.setLevel(Level.DEBUG);
        GATEWAY.addAppender(appender);
    }

    @AfterEach
    void leave() {
        GATEWAY.detachAppender(appender);
        GATEWAY.setLevel(level);
        appender.stop();
    }

    @Test
    void anAnsweredOrderIsNamedByBothOfItsNamesAndItsConnection(@TempDir Path folder) throws Exception {
        SigningKey key = SigningKey.generate();
        try (TestExchange exchange = TestExchange.fresh(folder, GatewayConfig.demo("127.0.0.1", 0))) {
            exchange.deposit(key.address(), Asset.IDRS, 1_000_000_000_000L);
            try (TestClient client = exchange.client(key)) {
                long connId = connId(client);
                long orderId = client.call("order.place", TestExchange.order(key, Side.BID, "1350.00", "1", 7, ""))
                        .path("result").path("orderId").asLong();
                JsonNode line = line("answered");
                assertEquals(Long.toString(connId), value(line, "connection"));
                assertEquals(Long.toString(orderId), value(line, "order"));
                assertEquals("7", value(line, "clientOrderId"));
            }
        }
    }

    @Test
    void whatTheEngineDoesNotTakeIsNamedByItsConnectionRequestAndOrder() throws Exception {
        try (GatewayServer server = new GatewayServer(GatewayConfig.demo("127.0.0.1", 0))) {
            ScriptedEngine engine = new ScriptedEngine(server.listener());
            server.start(engine, TestExchange.DOMAIN);
            try (TestClient client = new TestClient(server.port())) {
                client.logOn(SigningKey.generate(), TestExchange.DOMAIN);
                engine.halt();
                assertEquals("UNAVAILABLE", client.call("order.cancel", "{\"clientOrderId\":\"12\"}").path("error")
                        .path("name").asText());
                JsonNode line = line("the engine takes no commands");
                assertEquals(Long.toString(connId(client)), value(line, "connection"));
                assertEquals("12", value(line, "clientOrderId"));
                assertFalse(value(line, "request").isEmpty());
                client.call("order.cancel", "{\"orderId\":34}");
                assertTrue(lines().stream().anyMatch(each -> value(each, "order").equals("34")), lines().toString());
            }
        }
    }

    /** Those that have no session are named by their channel. */
    @Test
    void everyLineAboutAConnectionNamesIt() throws Exception {
        try (GatewayServer server = new GatewayServer(GatewayConfig.demo("127.0.0.1", 0))) {
            server.routes().get("/test/fault", call -> {
                throw new IllegalStateException("a fault of ours");
            });
            server.start(new ScriptedEngine(server.listener()), TestExchange.DOMAIN);
            TestClient.HTTP.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port()
                    + "/test/fault")).build(), HttpResponse.BodyHandlers.ofString());
            assertFalse(value(line("a request failed"), "connection").isEmpty());
            try (RawClient client = new RawClient(server.port()).upgrade()) {
                client.frame(0x80 | 0x40 | RawClient.TEXT, true, new byte[]{'a'});
                client.closeCode();
            }
            awaitLine("connection closed: ");
        }
        for (JsonNode line : lines()) assertFalse(value(line, "connection").isEmpty(), line.toString());
    }

    /** A crowd of these would fill the log, and a console that nobody reads would hold up every event loop. */
    @Test
    void whoLeavesInTheMiddleOfAMessageIsNotInTheLog() throws Exception {
        try (GatewayServer server = new GatewayServer(GatewayConfig.demo("127.0.0.1", 0))) {
            server.start(new ScriptedEngine(server.listener()), TestExchange.DOMAIN);
            try (RawClient client = new RawClient(server.port()).upgrade()) {
                client.frame(RawClient.TEXT, true, new byte[]{'a'});
            }
            try (RawClient client = new RawClient(server.port())) {
                client.write("POST /api/v1/book HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{");
            }
            awaitNobody(server);
        }
        assertEquals(List.of(), lines());
    }

    private static void awaitNobody(GatewayServer server) {
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (server.connections() > 0) {
            assertTrue(System.nanoTime() < deadlineNs, "still there");
            Thread.onSpinWait();
        }
    }

    private static long connId(TestClient client) {
        return client.await(message -> message.path("type").asText().equals("connected")).path("connId").asLong();
    }

    private void awaitLine(String beginning) throws IOException {
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (lines().stream().noneMatch(line -> line.path("formattedMessage").asText().startsWith(beginning))) {
            assertTrue(System.nanoTime() < deadlineNs, "not said: " + beginning + " but " + lines());
            Thread.onSpinWait();
        }
    }

    private JsonNode line(String message) throws IOException {
        return lines().stream().filter(line -> line.path("formattedMessage").asText().equals(message)).findFirst()
                .orElseThrow(() -> new AssertionError("not said: " + message));
    }

    private List<JsonNode> lines() throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : written.toString(StandardCharsets.UTF_8).split("\n"))
            if (!line.isBlank()) lines.add(JSON.readTree(line));
        return lines;
    }

    private static String value(JsonNode line, String key) {
        for (JsonNode pair : line.path("kvpList")) if (pair.has(key)) return pair.path(key).asText();
        return "";
    }
}
