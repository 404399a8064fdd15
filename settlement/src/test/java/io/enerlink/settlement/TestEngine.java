package io.enerlink.settlement;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import io.enerlink.engine.client.EngineClient;
import io.enerlink.engine.client.EventBuffer;
import io.enerlink.engine.client.EventDispatcher;
import io.enerlink.engine.client.EventHandler;
import io.enerlink.engine.client.EventListener;
import io.enerlink.engine.client.HeapBuffer;
import io.enerlink.engine.image.StateImage;
import io.enerlink.engine.journal.RecordVisitor;
import io.enerlink.engine.matching.EngineConfig;
import io.enerlink.engine.matching.MatchingEngine;
import io.enerlink.engine.message.AccountOpenedDecoder;
import io.enerlink.engine.message.AddInstrumentEncoder;
import io.enerlink.engine.message.BalanceChangedDecoder;
import io.enerlink.engine.message.BatchClosedDecoder;
import io.enerlink.engine.message.ConfigureClearingEncoder;
import io.enerlink.engine.message.MessageHeaderEncoder;
import io.enerlink.engine.message.OrderRejectedDecoder;
import io.enerlink.engine.message.SetTradingEncoder;
import io.enerlink.engine.message.TickEncoder;
import io.enerlink.engine.message.TradedDecoder;
import io.enerlink.engine.message.TradingChangedDecoder;
import io.enerlink.engine.message.WithdrawalEndedDecoder;
import io.enerlink.engine.message.WithdrawalReservedDecoder;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.web3j.utils.Numeric;

/** The real engine without its host: commands apply at once, in the caller's thread; a list is the journal. */
public final class TestEngine implements EngineClient, EventHandler {
    public static final String SYMBOL = "ETK-IDRS";
    /** A batch closes this long after its first trade. */
    public static final long MAX_BATCH_AGE_MS = 100;
    private static final int BUFFER = 512;

    private record Entry(long timestampMs, byte[] command) {}

    /** Balances in base units, as the engine last told them. */
    public record Balance(long etk, long idrs, long unsettledEtk, long unsettledIdrs, long debtUwh) {}

    private final List<Entry> journal = new ArrayList<>();
    private final Map<String, Integer> accounts = new ConcurrentHashMap<>();
    private final Map<Integer, Balance> balances = new ConcurrentHashMap<>();
    private final EventBuffer events = new EventBuffer(1 << 16);
    private final EventDispatcher self = new EventDispatcher(this);
    private MatchingEngine engine = new MatchingEngine(new EngineConfig(1_000, 4, 10_000));
    private EventListener listener;
    private int refusals;
    public volatile int halts;
    private final Set<Long> withdrawing = ConcurrentHashMap.newKeySet();
    private volatile long passedMs;
    private volatile long batchesClosed;
    private volatile long trades;

    /** The bridge of an earlier run no longer hears; this one hears everything from the beginning. */
    public synchronized void restart(EventListener bridge) {
        engine = new MatchingEngine(new EngineConfig(1_000, 4, 10_000));
        listener = bridge;
        withdrawing.clear();
        batchesClosed = 0;
        trades = 0;
        List<Entry> replayed = List.copyOf(journal);
        journal.clear();
        replayed.forEach(this::apply);
    }

    /** The same from a snapshot: the bridge of this run hears the state, and not how it came to be so. */
    public synchronized void restartFromSnapshot(EventListener bridge) {
        StateImage image = new StateImage();
        image.save();
        engine.carry(image);
        engine = new MatchingEngine(new EngineConfig(1_000, 4, 10_000));
        image.load();
        engine.carry(image);
        listener = bridge;
        events.clear();
        engine.restate(events, () -> {
            listener.onEvents(journal.size(), nowMs(), events);
            events.clear();
        });
    }

    /** Refuses the next commands, as a full ring does. */
    public synchronized void refuse(int commands) {
        refusals = commands;
    }

    @Override
    public synchronized boolean submit(DirectBuffer command, int offset, int length) {
        if (refusals > 0) {
            --refusals;
            return false;
        }
        byte[] bytes = new byte[length];
        command.getBytes(offset, bytes);
        apply(new Entry(nowMs(), bytes));
        return true;
    }

    private void apply(Entry entry) {
        journal.add(entry);
        events.clear();
        engine.onCommand(journal.size(), entry.timestampMs(), new HeapBuffer(entry.command()), 0,
                entry.command().length, events);
        self.onEvents(journal.size(), entry.timestampMs(), events);
        listener.onEvents(journal.size(), entry.timestampMs(), events);
    }

    /** Shows every command there was. */
    public synchronized void replay(RecordVisitor visitor) {
        for (int i = 0; i < journal.size(); ++i)
            visitor.onRecord(i + 1, journal.get(i).timestampMs(), new HeapBuffer(journal.get(i).command()), 0,
                    journal.get(i).command().length);
    }

    public synchronized int commands() {
        return journal.size();
    }

    /** Lets time pass at once. */
    public synchronized void pass(long durationMs) {
        passedMs += durationMs;
    }

    public long nowMs() { return System.currentTimeMillis() + passedMs; }

    /** As if it had crashed before these commands were durable; {@link #restart} next. */
    public synchronized void forgetAfter(int commands) {
        journal.subList(commands, journal.size()).clear();
    }

    /** An operator lets trading go on. */
    public void resume() {
        MutableDirectBuffer buffer = new HeapBuffer(BUFFER);
        SetTradingEncoder open = new SetTradingEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder());
        open.correlationId(0).instrumentId(0).state((short) 0).reason((short) 0);
        submit(buffer, 0, MessageHeaderEncoder.ENCODED_LENGTH + open.encodedLength());
    }

    /** The nonces of withdrawals on their way. */
    public Set<Long> withdrawing() { return withdrawing; }

    /** Batches that it closed. */
    public long batchesClosed() { return batchesClosed; }

    public long trades() { return trades; }

    public void configure(String feeAccount) { configure(feeAccount, 100); }

    public void configure(String feeAccount, int maxExecutions) {
        MutableDirectBuffer buffer = new HeapBuffer(BUFFER);
        AddInstrumentEncoder instrument = new AddInstrumentEncoder().wrapAndApplyHeader(buffer, 0,
                new MessageHeaderEncoder());
        instrument.correlationId(0).lotWh(1).tickSize(1).minNotional(1).bandLowTicks(0).bandHighTicks(0).instrumentId(1)
                .maxOpenOrders(100).makerFeeBps(5).takerFeeBps(10).symbol(SYMBOL);
        submit(buffer, 0, MessageHeaderEncoder.ENCODED_LENGTH + instrument.encodedLength());
        ConfigureClearingEncoder clearing = new ConfigureClearingEncoder().wrapAndApplyHeader(buffer, 0,
                new MessageHeaderEncoder());
        clearing.correlationId(0).maxAgeMs(MAX_BATCH_AGE_MS).maxExecutions(maxExecutions).maxPendingExecutions(1_000)
                .maxPendingPerAccount(500);
        clearing.putFeeAccount(Numeric.hexStringToByteArray(feeAccount), 0,
                ConfigureClearingEncoder.feeAccountLength());
        submit(buffer, 0, MessageHeaderEncoder.ENCODED_LENGTH + clearing.encodedLength());
    }

    public void tick() {
        MutableDirectBuffer buffer = new HeapBuffer(BUFFER);
        TickEncoder tick = new TickEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder());
        tick.correlationId(0);
        submit(buffer, 0, MessageHeaderEncoder.ENCODED_LENGTH + tick.encodedLength());
    }

    public int accountId(String address) {
        Integer accountId = accounts.get(address);
        if (accountId == null) throw new IllegalStateException("no account of " + address);
        return accountId;
    }

    /** As last told, after a whole command; zeros for who has no account. */
    public synchronized Balance balance(String address) {
        Integer accountId = accounts.get(address);
        return accountId == null
                ? new Balance(0, 0, 0, 0, 0)
                : balances.getOrDefault(accountId, new Balance(0, 0, 0, 0, 0));
    }

    @Override
    public void onAccountOpened(long sequence, long timestampMs, AccountOpenedDecoder event) {
        byte[] address = new byte[AccountOpenedDecoder.addressLength()];
        event.getAddress(address, 0, address.length);
        accounts.put(Numeric.toHexString(address), event.accountId());
    }

    @Override
    public void onBalanceChanged(long sequence, long timestampMs, BalanceChangedDecoder event) {
        balances.put(event.accountId(), new Balance(event.etkFree() + event.etkReserved(),
                event.idrsFree() + event.idrsReserved(), event.etkUnsettled(), event.idrsUnsettled(), event.debtUwh()));
    }

    @Override
    public void onOrderRejected(long sequence, long timestampMs, OrderRejectedDecoder event) {
        throw new AssertionError("order refused: " + event);
    }

    @Override
    public void onTradingChanged(long sequence, long timestampMs, TradingChangedDecoder event) {
        if (event.state() == 1) ++halts;
    }

    @Override
    public void onWithdrawalReserved(long sequence, long timestampMs, WithdrawalReservedDecoder event) {
        withdrawing.add(event.nonce());
    }

    @Override
    public void onWithdrawalEnded(long sequence, long timestampMs, WithdrawalEndedDecoder event) {
        withdrawing.remove(event.nonce());
    }

    @Override
    public void onBatchClosed(long sequence, long timestampMs, BatchClosedDecoder event) {
        batchesClosed = event.batchId();
    }

    @Override
    public void onTraded(long sequence, long timestampMs, TradedDecoder event) {
        ++trades;
    }
}
