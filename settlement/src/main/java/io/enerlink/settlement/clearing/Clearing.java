package io.enerlink.settlement.clearing;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import io.enerlink.engine.client.EngineClient;
import io.enerlink.engine.client.EventBuffer;
import io.enerlink.engine.client.EventDispatcher;
import io.enerlink.engine.client.EventListener;
import io.enerlink.engine.matching.HaltReason;
import io.enerlink.settlement.chain.Chain;
import io.enerlink.settlement.chain.ContractAddresses;
import io.enerlink.settlement.chain.CursorStore;
import io.enerlink.settlement.chain.CursorTable;
import io.enerlink.settlement.chain.LogCursor;
import io.enerlink.settlement.chain.Outbox;
import io.enerlink.settlement.store.Database;

/** Everything between the engine and the market contract: batches out, account events in, payments out. */
public final class Clearing implements AutoCloseable {
    /** What {@code Market.settle} is called with beside executions, and each of them, in bytes. */
    private static final int CALL_BYTES = 4 + 4 * 32;
    private static final int EXECUTION_BYTES = 18 * 32;
    /** Of a transaction beside its data: nonce, gas, addressee, signature, lengths; at most. */
    private static final int ENVELOPE_BYTES = 128;

    private final EngineCommands commands;
    private final BatchSettler settler;
    private final Payments payments;
    private final BatchStore table;
    private final Escrow escrow;
    private final Reconciliation reconciliation;
    private final LogCursor cursor;
    private final EventListener events;
    private volatile boolean started;

    /** @param embedded the chain is our own anvil */
    public Clearing(EngineClient engine, Outbox outbox, Chain chain, int confirmations, boolean embedded,
            ContractAddresses contracts, Database database) {
        this(engine, outbox, chain, confirmations, embedded, contracts, new CursorTable(database),
                new BatchTable(database), System.currentTimeMillis(), System::nanoTime);
    }

    /**
     * As above, where something else keeps the rows and the time.
     *
     * @param startMs  now; later than any earlier process began
     * @param nanoTime passes as {@link System#nanoTime} does
     */
    public Clearing(EngineClient engine, Outbox outbox, Chain chain, int confirmations, boolean embedded,
            ContractAddresses contracts, CursorStore cursors, BatchStore batches, long startMs,
            LongSupplier nanoTime) {
        table = batches;
        commands = new EngineCommands(engine, startMs);
        settler = new BatchSettler(commands, outbox, chain, contracts, table, nanoTime);
        payments = new Payments(commands, outbox, chain, confirmations, contracts);
        reconciliation = new Reconciliation(commands, chain, contracts, nanoTime);
        escrow = new Escrow(commands, chain, contracts, reconciliation, settler);
        cursor = new LogCursor(cursors, chain, outbox, confirmations, contracts.firstBlock(), embedded,
                escrow.handlers(), failure -> commands.halt(HaltReason.RECONCILIATION));
        outbox.addHaltListener(reason -> commands.halt(HaltReason.RECONCILIATION));
        events = all(
                List.of(reconciliation.events(), new EventDispatcher(settler.events()), new EventDispatcher(commands),
                        new EventDispatcher(payments)));
    }

    /** The most executions of a batch whose signed transaction has no more than so many bytes, and gas enough. */
    public static int executionsIn(int transactionBytes) {
        int fitting = (transactionBytes - ENVELOPE_BYTES - CALL_BYTES) / EXECUTION_BYTES;
        return Math.min(fitting, BatchSettler.mostExecutions());
    }

    private static EventListener all(List<EventListener> listeners) {
        return (long sequence, long timestampMs, EventBuffer buffer) -> listeners
                .forEach(listener -> listener.onEvents(sequence, timestampMs, buffer));
    }

    /** To be subscribed to the engine before its start: it gathers what the replay tells. Never blocks. */
    public EventListener events() {
        return events;
    }

    /** Acts from now on: the engine is live. */
    public void start() {
        started = true;
        settler.start();
        payments.start();
        cursor.start();
    }

    /** One round of every part in the caller's thread, instead of {@link #start}: for whoever keeps time themselves. */
    public void step() {
        started = true;
        settler.step();
        payments.step();
        cursor.step();
    }

    public void addBatchListener(BatchListener listener) {
        settler.addListener(listener);
    }

    /**
     * Hears every final log of the converter, on the thread that reads the chain and before the engine hears of it; the
     * same log again after a restart or a replay. While the listener throws because database or chain are away, the log
     * is handed over again; any other exception halts trading.
     *
     * @throws IllegalStateException after {@link #start}: logs would be missed
     */
    public void addConverterListener(Consumer<Chain.Log> listener) {
        if (started) throw new IllegalStateException("converter listeners must be there before the first log is read");
        escrow.addConverterListener(listener);
    }

    public BatchStore batches() {
        return table;
    }

    /** How engine and chain compared last. */
    public ReconciliationState reconciled() {
        return reconciliation.state();
    }

    @Override
    public void close() {
        commands.close();
        cursor.close();
        payments.close();
        settler.close();
    }
}
