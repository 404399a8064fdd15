package io.enerlink.settlement.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.enerlink.engine.client.EventDispatcher;
import io.enerlink.engine.journal.JournalConfig;
import io.enerlink.engine.journal.SnapshotConfig;
import io.enerlink.engine.journal.SnapshotConfig.OldSegments;
import io.enerlink.engine.matching.EngineConfig;
import io.enerlink.engine.pipeline.EnginePipeline;
import io.enerlink.engine.pipeline.PastEvents;
import io.enerlink.engine.pipeline.PipelineConfig;
import io.enerlink.settlement.Await;
import io.enerlink.settlement.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Whatever goes away when, the history holds what the engine told, once. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HistoryTest {
    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    private static final EngineConfig ENGINE = new EngineConfig(64, 2, 1 << 12);
    private static final int SMALL_RING = 1 << 12;
    private static final long[] CANDLES_MS = {1_000, 60_000};
    private static final int ALL = 1_000_000;

    @TempDir
    private Path directory;
    private final Told told = new Told();
    private final Traders traders = new Traders(5);
    private volatile RuntimeException failure;
    private History history;
    private EnginePipeline engine;

    /** The exchange starts; the first time with nothing. */
    private void start(int ringBytes) {
        history = History.open(DATABASE.get(), new PastEvents(directory, ENGINE), ringBytes, e -> failure = e,
                CANDLES_MS);
        PipelineConfig config = PipelineConfig.defaults(directory).withEngine(ENGINE)
                .withJournal(new JournalConfig(257 * 512, 129 * 512))
                .withSnapshots(new SnapshotConfig(0, 0, OldSegments.DELETE));
        engine = EnginePipeline.start(config, history.listener(), new EventDispatcher(told));
        history.start();
    }

    private void open(int ringBytes) {
        start(ringBytes);
        traders.open(engine);
    }

    private void stop() {
        if (history != null) history.close();
        history = null;
        if (engine != null) engine.close();
        engine = null;
    }

    @AfterEach
    void end() {
        stop();
        assertNull(failure);
    }

    private void trade(int commands) {
        traders.trade(engine, commands);
        engine.state();
    }

    private void awaitAll() throws Exception {
        engine.state();
        Await.until("all " + told.trades().size() + " trades stored, and what came after the last one",
                Duration.ofSeconds(60),
                () -> tradesKnown().equals(told.trades().reversed()) && IntStream.rangeClosed(1, Traders.ACCOUNTS)
                        .allMatch(account -> executionsKnown(account).equals(told.executions(account))));
    }

    private List<PastExecution> executionsKnown(int account) {
        return history.trading().executions(account, 1, ALL);
    }

    private List<PastTrade> tradesKnown() {
        return history.trading().trades(1, Long.MAX_VALUE, ALL);
    }

    private void requireAll() {
        assertTrue(told.trades().size() > 10, told.trades().toString());
        for (int account = 1; account <= Traders.ACCOUNTS; account++) {
            List<PastExecution> expected = told.executions(account);
            assertEquals(expected, executionsKnown(account));
            assertEquals(expected.subList(5, 12), history.trading().executions(account, 6, 7));
        }
        assertEquals(told.trades().reversed(), tradesKnown());
        for (long length : CANDLES_MS) {
            assertEquals(told.candles(length), history.trading().candles(1, length, Long.MAX_VALUE, ALL));
        }
    }

    @Test
    void holdsWhatTheEngineTold() throws Exception {
        open(History.RING_BYTES);
        trade(2_000);
        awaitAll();
        requireAll();
        PastExecution last = told.executions(2).getLast();
        PastExecution first = told.executions(2).getFirst();
        assertEquals(1, history.trading().earliestSeq(2));
        assertEquals(last, history.trading().last(2, last.order().orderId(), 0).orElseThrow());
        assertEquals(last, history.trading().last(2, 0, last.order().clientOrderId()).orElseThrow());
        assertTrue(history.trading().last(3, last.order().orderId(), 0).isEmpty(), "another account's");
        List<PastExecution> orders = history.trading().orders(2, Long.MAX_VALUE, 1, false, ALL);
        assertEquals(orders.stream().map(execution -> execution.order().orderId())
                .sorted(Comparator.reverseOrder()).distinct().toList(),
                orders.stream().map(execution -> execution.order().orderId()).toList());
        assertEquals(first.order().orderId(), orders.getLast().order().orderId());
        List<PastExecution> ended = history.trading().orders(2, Long.MAX_VALUE, 0, true, ALL);
        assertEquals(orders.stream().filter(HistoryTest::ends).toList(), ended);
        assertEquals(ended.subList(3, 5),
                history.trading().orders(2, ended.get(2).order().orderId(), 0, true, 2));
        assertEquals(List.of(), history.trading().orders(2, Long.MAX_VALUE, 2, false, ALL));
    }

    private static boolean ends(PastExecution last) {
        return switch (last.type()) {
            case CANCELED -> true;
            case TRADE -> last.order().leavesWh() == 0;
            case NEW, REPLACED -> false;
        };
    }

    @Test
    void approvalsAndAccountsAreKept() throws Exception {
        open(History.RING_BYTES);
        traders.approve(engine, 1, 77);
        trade(300);
        awaitAll();
        List<String> kept = DATABASE.get().jdbi().withHandle(handle -> handle
                .createQuery("SELECT address || ' ' || agent FROM approval JOIN account USING (account_id)")
                .mapTo(String.class).list());
        assertEquals(List.of("0x" + "00".repeat(19) + "01 0x" + "00".repeat(19) + "4d"), kept);
    }

    @Test
    void goesOnAfterARestartFromASnapshot() throws Exception {
        open(History.RING_BYTES);
        trade(700);
        engine.snapshot();
        trade(300);
        stop();
        start(History.RING_BYTES);
        trade(500);
        awaitAll();
        requireAll();
    }

    @Test
    void aRingThatOverflowsIsMadeGoodFromTheJournal() throws Exception {
        open(SMALL_RING);
        for (int i = 0; i < 5; i++) {
            trade(1_000);
            engine.snapshot();
        }
        awaitAll();
        requireAll();
    }

    @Test
    void theExchangeGoesOnWhileTheDatabaseIsAway() throws Exception {
        open(SMALL_RING);
        trade(500);
        awaitAll();
        DATABASE.goesAway();
        for (int i = 0; i < 4; i++) {
            trade(500);
            engine.snapshot();
        }
        DATABASE.comesBack();
        trade(200);
        awaitAll();
        requireAll();
    }

    @Test
    void whatADeadProcessHadNotStoredIsFoundInTheJournal() throws Exception {
        open(History.RING_BYTES);
        trade(400);
        awaitAll();
        DATABASE.goesAway();
        for (int i = 0; i < 4; i++) {
            trade(500);
            engine.snapshot();
        }
        engine.close();
        DATABASE.comesBack();
        History dead = history;
        dead.abandon();
        start(History.RING_BYTES);
        trade(100);
        awaitAll();
        requireAll();
    }

    @Test
    void aNewHistoryOfAnOldExchangeBeginsWithTheSnapshot() throws Exception {
        open(History.RING_BYTES);
        for (int i = 0; i < 4; i++) {
            trade(1_000);
            awaitAll();
            engine.snapshot();
        }
        stop();
        int before = told.executions(1).size();
        DATABASE.get().jdbi().useHandle(handle -> handle.execute(
                "TRUNCATE account, placed_order, execution, trade, candle, approval, deposit; UPDATE history SET sequence = 0"));
        start(History.RING_BYTES);
        trade(500);
        Await.until("what is new", Duration.ofSeconds(60), () -> history.trading().executions(1, before + 1, ALL)
                .equals(told.executions(1).subList(before, told.executions(1).size())));
        assertEquals(before + 1, history.trading().earliestSeq(1));
    }

    @Test
    void aHistoryAheadOfTheJournalStopsTheStart() throws Exception {
        open(History.RING_BYTES);
        trade(300);
        awaitAll();
        stop();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) Files.delete(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        IllegalStateException e = assertThrows(IllegalStateException.class, () -> start(History.RING_BYTES));
        assertTrue(e.getMessage().contains("and the journal ends at"), e.getMessage());
    }

    @Test
    void anotherExchangeOnTheSameDatabaseIsFound() throws Exception {
        open(History.RING_BYTES);
        trade(300);
        awaitAll();
        DATABASE.get().jdbi().useHandle(handle -> handle.execute("UPDATE history SET sequence = sequence + 1000000"));
        trade(300);
        Await.until("the writer ends", Duration.ofSeconds(20), () -> failure != null);
        assertTrue(failure.getMessage().contains("another exchange writes to the same database"));
        history.abandon();
        history = null;
        failure = null;
    }
}
