package io.enerlink.settlement.history;

import io.enerlink.engine.client.EventBuffer;
import io.enerlink.engine.client.EventDispatcher;
import io.enerlink.engine.client.EventListener;
import io.enerlink.engine.journal.JournalException;
import io.enerlink.engine.pipeline.PastEvents;
import io.enerlink.settlement.chain.DutyThread;
import io.enerlink.settlement.store.Database;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Orders, executions, trades and approvals in PostgreSQL, written behind the engine in batches. Rows and the number of
 * the command that they reach to are committed together, so each command is stored once, whatever dies when. While the
 * database is away the exchange goes on: a ring holds what it can, and what it cannot is made again from the journal.
 *
 * Its life: {@link #open}, give {@link #listener()} to the engine before every listener that reads the past, start the
 * engine, {@link #start()}.
 */
public final class History implements AutoCloseable {
    /** Events that wait for the database, bytes. */
    public static final int RING_BYTES = 1 << 24;

    private static final int MAX_ROWS = 10_000;
    /** Commands without a row after which it is noted that they are behind us: 100 s of an idle exchange. */
    private static final int MAX_UNNOTED = 1_000;
    private static final Duration LOOK = Duration.ofMillis(20);
    private static final Logger LOG = LoggerFactory.getLogger(History.class);

    private final HistoryTable table;
    private final PastEvents past;
    private final HistoryRows rows;
    private final EventDispatcher toRows;
    private final HistoryTap tap;
    private final PastTrading trading;
    private final DutyThread writer;
    private volatile long stored;
    private volatile long missedThrough;
    private volatile boolean closing;
    private boolean started;

    private History(Database database, PastEvents past, int ringBytes, Consumer<RuntimeException> failed,
            long... candleMs) {
        table = new HistoryTable(database);
        trading = new PastTrading(database);
        this.past = past;
        rows = new HistoryRows(candleMs);
        toRows = new EventDispatcher(rows);
        stored = table.sequence();
        rows.through(stored);
        tap = new HistoryTap(ringBytes, () -> stored, this::reach);
        writer = new DutyThread("history", LOOK, this::write, failed);
    }

    /**
     * Looks how far the history reaches.
     *
     * @param past     makes again what it misses
     * @param failed   told why it ended, should it: the exchange may go on, the next start catches up
     * @param candleMs how long candles are
     */
    public static History open(Database database, PastEvents past, Consumer<RuntimeException> failed,
            long... candleMs) {
        return open(database, past, RING_BYTES, failed, candleMs);
    }

    /** With a ring of this size, a power of two. */
    static History open(Database database, PastEvents past, int ringBytes, Consumer<RuntimeException> failed,
            long... candleMs) {
        return new History(database, past, ringBytes, failed, candleMs);
    }

    /** To be registered with the engine before the engine starts. */
    public EventListener listener() { return tap; }

    /** What it knows. */
    public PastTrading trading() { return trading; }

    /** The last command of which everything is stored. */
    public long storedThrough() { return stored; }

    /**
     * Writes from now on; the engine has started.
     *
     * @throws IllegalStateException where the history knows commands that the journal does not have
     */
    public void start() {
        if (tap.heard() < stored) {
            throw new IllegalStateException("the history in the database is at command " + stored
                    + " and the journal ends at " + tap.heard() + ": they are not of the same exchange, or the journal"
                    + " was restored from an older copy");
        }
        started = true;
        writer.start();
    }

    /** On the thread that starts the engine: it knows no more of what was before the snapshot. */
    private long reach(long sequence) {
        missedThrough = sequence;
        try {
            catchUp();
        } catch (JournalException e) {
            if (stored > 0) throw e;
            LOG.warn("the history begins at command {}, what was before it is not known: {}", sequence, e.getMessage());
            begin(sequence - 1);
        }
        return stored;
    }

    private void begin(long sequence) {
        rows.clear();
        missedThrough = sequence;
        rows.through(sequence);
        store();
    }

    private void write() {
        if (stored < missedThrough) catchUp();
        else if (rows.size() > 0) store();
        if (stored < missedThrough) return;
        boolean all;
        do {
            all = tap.read(rows, toRows, MAX_ROWS);
            if (rows.size() > 0 || rows.through() > stored + (closing ? 0 : MAX_UNNOTED)) store();
        } while (!all);
        if (!closing && tap.isLost()) {
            missedThrough = tap.rejoin();
            LOG.warn("the history missed commands {} to {} and reads them in the journal", stored + 1, missedThrough);
            catchUp();
        }
    }

    private void catchUp() {
        rows.clear();
        try {
            past.replay(stored, missedThrough, this::again);
            rows.through(missedThrough);
            store();
        } catch (CancellationException stopped) {
            LOG.info("the history is at command {}; the next start goes on", stored);
        }
    }

    private void again(long sequence, long timestampMs, EventBuffer events) {
        if (closing) throw new CancellationException();
        toRows.onEvents(sequence, timestampMs, events);
        rows.through(sequence);
        if (rows.size() >= MAX_ROWS) store();
    }

    private void store() {
        table.store(rows, stored);
        stored = rows.through();
        rows.clear();
    }

    /** Ends as a killed process does: what is not stored is left. */
    void abandon() {
        closing = true;
        writer.close();
    }

    /** Stores what it has, where the database is there, and ends. What is missing then, the next start finds. */
    @Override
    public void close() {
        closing = true;
        writer.close();
        if (!started) return;
        try {
            write();
        } catch (JdbiException e) {
            LOG.warn("the history ends at command {}, the next start goes on: {}", stored, e.getMessage());
        }
    }
}
