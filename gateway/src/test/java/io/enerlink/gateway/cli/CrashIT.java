package io.enerlink.gateway.cli;

import static io.enerlink.gateway.client.ExchangeClient.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.enerlink.engine.book.Side;
import io.enerlink.engine.ledger.Asset;
import io.enerlink.gateway.auth.SigningKey;
import io.enerlink.gateway.client.Balances;
import io.enerlink.gateway.client.ClientConfig;
import io.enerlink.gateway.client.ExchangeClient;
import io.enerlink.gateway.client.ExchangeException;
import io.enerlink.gateway.client.ExchangeListener;
import io.enerlink.gateway.client.OrderRequest;
import io.enerlink.gateway.client.PlacedOrder;
import io.enerlink.gateway.client.Trade;
import io.enerlink.gateway.embedded.ExampleScript;
import io.enerlink.gateway.embedded.PostgresServer;
import io.enerlink.gateway.embedded.Survivors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The demo killed in the middle of its work, three times: the JVM alone, anvil alone, both. What was acknowledged before
 * is there afterwards, once; the audit compares all the rest.
 */
class CrashIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final long RUPIAH = 1_000_000;
    /** No home sells for so little: the order rests. */
    private static final long FAR_BELOW_TICKS = 10_000;
    private static final int TRADES_BETWEEN = 5;

    @TempDir
    Path folder;

    private final SigningKey key = SigningKey.generate();
    private final AtomicLong idrs = new AtomicLong();
    private final Map<Long, Trade> trades = new ConcurrentHashMap<>();
    private final List<String> changed = new CopyOnWriteArrayList<>();

    @AfterEach
    void endWhatAFailureLeft() {
        Survivors.stop(data());
    }

    private Path data() {
        return folder.resolve("data");
    }

    @Test
    void losesAndDoublesNothingThatWasAcknowledged() throws Exception {
        Path output = folder.resolve("output.txt");
        Path report = folder.resolve("report.json");

        DemoProcess first = DemoProcess.start(data(), output, "--snapshot-every", "50");
        RuntimeFile running = first.awaitLive();
        PlacedOrder order;
        try (ExchangeClient client = connect(running)) {
            fund(client);
            order = await(client.place(OrderRequest.limit(EngineSetup.SYMBOL, Side.BID, FAR_BELOW_TICKS, 1_000, 50,
                    System.currentTimeMillis() + Duration.ofMinutes(30).toMillis())));
            awaitTrades(first);
        }
        tradeInJavaScript(running);
        long readings = readings(running);
        first.kill();
        assertEquals(1, anvils().size(), "anvil survives the JVM");

        DemoProcess second = DemoProcess.start(data(), output, "--snapshot-every", "50");
        running = second.awaitLive();
        assertTrue(Files.readString(output).contains("snapshot of command "), second::said);
        assertTrue(readings(running) >= readings, second::said);
        try (ExchangeClient client = connect(running)) {
            Await.until("the deposit is there, once", LIMIT, () -> idrs.get() == 10_000 * RUPIAH);
            await(client.cancel(order.orderId()));
            ExchangeException gone = assertThrows(ExchangeException.class, () -> await(client.cancel(order.orderId())));
            assertEquals("UNKNOWN_ORDER", gone.name());
            withdraw(client);
            awaitTrades(second);
            killAnvil();
            awaitTrades(second);
        }
        readings = readings(running);
        second.kill();
        killAnvil();
        assertEquals(0, DemoProcess.audit(data(), output), second::said);

        DemoProcess third = DemoProcess.start(data(), output, "--duration", "5s", "--report", report.toString());
        third.assertEndsWell();
        JsonNode totals = new ObjectMapper().readTree(report.toFile());
        assertTrue(totals.path("auditPassed").asBoolean(), third::said);
        assertTrue(totals.path("trades").asLong() >= trades.size(), third::said);
        assertEquals(totals.path("trades").asLong(), totals.path("tradesFinal").asLong(), third::said);
        assertTrue(totals.path("readingsAccepted").asLong() >= readings, third::said);
        assertEquals(List.of(), anvils());
        assertFalse(Files.exists(data().resolve("runtime.json")));

        requireWholeHistory(totals.path("trades").asLong());
        change("UPDATE reading SET export_delta_uwh = export_delta_uwh + 1 WHERE reading_id = ");
        assertEquals(1, DemoProcess.audit(data(), output), "one µWh too much is found");
        assertTrue(Files.readString(output).contains("audit FAILED"), third::said);
        change("UPDATE reading SET export_delta_uwh = export_delta_uwh - 1 WHERE reading_id = ");
        change("UPDATE reading_detail SET raw = raw || ' ' WHERE reading_id = ");
        assertEquals(1, DemoProcess.audit(data(), output), "one byte too many in what a meter sent is found");
        change("UPDATE reading_detail SET raw = substr(raw, 1, length(raw) - 1) WHERE reading_id = ");
        assertEquals(0, DemoProcess.audit(data(), output), third::said);
    }

    /** The example bot has itself funded and buys from the homes; the audit counts it like everybody. */
    private void tradeInJavaScript(RuntimeFile running) throws Exception {
        try (ExampleScript bot = ExampleScript.start("bot.mjs", Files.createDirectory(folder.resolve("bot")), Map.of(),
                running.webSocket(), "0.050")) {
            bot.assertEndsWell((int) LIMIT.toSeconds());
            assertTrue(bot.said().contains("done: 50 Wh for "), bot::said);
        }
    }

    /** No execution of any account and no trade is missing, and none is there twice. */
    private void requireWholeHistory(long trades) throws Exception {
        try (PostgresServer postgres = PostgresServer.start(data().resolve("postgres"), 0, lost -> {});
                Connection connection = DriverManager.getConnection(postgres.jdbcUrl());
                Statement statement = connection.createStatement()) {
            assertEquals("0", one(statement, "SELECT count(*) FROM (SELECT account_id FROM execution"
                    + " GROUP BY account_id HAVING min(seq) <> 1 OR max(seq) <> count(*)) holes"));
            assertEquals(trades + " " + trades, one(statement, "SELECT count(*) || ' ' || max(trade_id) FROM trade"));
            assertEquals(String.valueOf(2 * trades), one(statement, "SELECT count(*) FROM execution WHERE type = 1"));
        }
    }

    private static String one(Statement statement, String query) throws Exception {
        try (ResultSet row = statement.executeQuery(query)) {
            assertTrue(row.next());
            return row.getString(1);
        }
    }

    /** Changes a reading that was settled, behind everybody's back. */
    private void change(String update) throws Exception {
        try (PostgresServer postgres = PostgresServer.start(data().resolve("postgres"), 0, lost -> {});
                Connection connection = DriverManager.getConnection(postgres.jdbcUrl());
                Statement statement = connection.createStatement()) {
            assertEquals(1, statement.executeUpdate(
                    update + "(SELECT min(reading_id) FROM reading WHERE report_id IS NOT NULL)"));
        }
    }

    private ExchangeClient connect(RuntimeFile running) {
        idrs.set(0);
        ExchangeClient client = ExchangeClient.connect(ClientConfig.of(URI.create(running.webSocket())), key,
                new ExchangeListener() {
                    @Override
                    public void onTrade(Trade trade) {
                        Trade before = trades.put(trade.tradeId(), trade);
                        if (before != null && !before.equals(trade)) changed.add(before + " became " + trade);
                    }

                    @Override
                    public void onBalances(Balances balances) {
                        idrs.set(balances.idrs().total());
                    }
                });
        client.ready().orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join();
        await(client.subscribeTrades(EngineSetup.SYMBOL));
        await(client.subscribeBalances());
        return client;
    }

    private void fund(ExchangeClient client) throws Exception {
        await(client.rampOn(10_000 * RUPIAH, "crash-test"));
        await(client.deposit(await(client.walletStatus()), Asset.IDRS, 10_000 * RUPIAH,
                System.currentTimeMillis() + 600_000));
        Await.until("the deposit is credited", LIMIT, () -> idrs.get() == 10_000 * RUPIAH);
    }

    /** Out of the escrow into the wallet, which the exchange sends and pays for. */
    private void withdraw(ExchangeClient client) throws Exception {
        long nowMs = System.currentTimeMillis();
        await(client.withdraw(await(client.walletStatus()), Asset.IDRS, 400 * RUPIAH, client.address(), nowMs,
                nowMs + Duration.ofMinutes(10).toMillis()));
        Await.until("it is in the wallet", LIMIT, () -> await(client.walletStatus()).idrs().balance() == 400 * RUPIAH);
        Await.until("it is out of the escrow", LIMIT, () -> idrs.get() == 9_600 * RUPIAH);
    }

    /** Goes on trading, and says of the past what it said before. */
    private void awaitTrades(DemoProcess demo) throws Exception {
        int before = trades.size();
        Await.until("homes trade", LIMIT, () -> trades.size() >= before + TRADES_BETWEEN);
        assertEquals(List.of(), changed, demo::said);
    }

    private static long readings(RuntimeFile running) throws Exception {
        try (Connection connection = DriverManager.getConnection(running.jdbcUrl());
                ResultSet sum = connection.createStatement().executeQuery("SELECT sum(readings_accepted) FROM meter")) {
            assertTrue(sum.next());
            return sum.getLong(1);
        }
    }

    private List<ProcessHandle> anvils() {
        return Survivors.running(data().resolve("anvil/state.json").toAbsolutePath());
    }

    private void killAnvil() throws Exception {
        for (ProcessHandle anvil : anvils()) {
            anvil.destroyForcibly();
            anvil.onExit().get(10, TimeUnit.SECONDS);
        }
    }
}
