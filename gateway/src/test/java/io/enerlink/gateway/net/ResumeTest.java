package io.enerlink.gateway.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import com.fasterxml.jackson.databind.JsonNode;
import io.enerlink.engine.book.Side;
import io.enerlink.engine.ledger.Asset;
import io.enerlink.gateway.auth.SigningKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client whose line is cut again and again misses nothing and hears nothing twice. */
class ResumeTest {
    private static final int EXECUTIONS = 1_000;

    @TempDir
    Path folder;

    private final SigningKey buyer = SigningKey.generate();
    private final SigningKey seller = SigningKey.generate();
    private final Random random = new Random(11);
    private final List<Long> seen = new ArrayList<>();
    private TestExchange exchange;
    private long nonce;

    @BeforeEach
    void start() throws Exception {
        exchange = TestExchange.fresh(folder, GatewayConfig.demo("127.0.0.1", 0));
        exchange.deposit(buyer.address(), Asset.IDRS, 1_000_000_000_000_000L);
        exchange.deposit(seller.address(), Asset.ETK, 1_000_000_000_000_000L);
    }

    @AfterEach
    void stop() {
        exchange.close();
    }

    @Test
    void hearsAThousandExecutionsOnceEachOverCutLinesAndARestart() throws Exception {
        CompletableFuture<Void> trading = beginTrading();
        listen(EXECUTIONS / 4);
        trading.orTimeout(60, TimeUnit.SECONDS).join();
        exchange.close();
        exchange = new TestExchange(folder, GatewayConfig.demo("127.0.0.1", 0));
        trading = beginTrading();
        listen(EXECUTIONS);
        trading.orTimeout(60, TimeUnit.SECONDS).join();

        assertEquals(LongStream.rangeClosed(1, EXECUTIONS).boxed().toList(), seen);
    }

    /** On a thread of its own: with two processors the common pool has one, which every client needs to connect. */
    private CompletableFuture<Void> beginTrading() {
        return CompletableFuture.runAsync(() -> trade(EXECUTIONS / 2), task -> new Thread(task, "trades").start());
    }

    /** Each order of the buyer is one execution, and its trade another. */
    private void trade(int executions) {
        try (TestClient bids = exchange.client(buyer); TestClient asks = exchange.client(seller)) {
            for (int i = 0; i < executions / 2; i++) {
                place(bids, buyer, Side.BID);
                place(asks, seller, Side.ASK);
            }
        }
    }

    private void place(TestClient client, SigningKey key, Side side) {
        JsonNode answer = client.call("order.place", TestExchange.order(key, side, "1350.00", "1", ++nonce, ""));
        assertEquals(200, answer.path("status").asInt(), answer.toString());
    }

    /** Listens until so many are heard altogether; each line lasts for some of them. */
    private void listen(int altogether) {
        while (seen.size() < altogether) {
            int wanted = Math.min(altogether - seen.size(), 1 + random.nextInt(150));
            try (TestClient line = exchange.client(buyer)) {
                line.call("subscribe", "{\"channel\":\"executions\",\"fromSeq\":" + (seen.size() + 1) + "}");
                line.await("executions", wanted).stream().limit(altogether - seen.size())
                        .forEach(execution -> seen.add(execution.path("seq").asLong()));
            }
        }
    }
}
