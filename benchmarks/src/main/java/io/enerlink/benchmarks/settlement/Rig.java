package io.enerlink.benchmarks.settlement;

import io.enerlink.contracts.EnergyConverter;
import io.enerlink.engine.book.Side;
import io.enerlink.engine.client.EventDispatcher;
import io.enerlink.engine.client.EventHandler;
import io.enerlink.engine.client.HeapBuffer;
import io.enerlink.engine.ledger.Asset;
import io.enerlink.engine.matching.RejectReason;
import io.enerlink.engine.message.AccountOpenedDecoder;
import io.enerlink.engine.message.BalanceChangedDecoder;
import io.enerlink.engine.message.OrderRejectedDecoder;
import io.enerlink.engine.message.TradedDecoder;
import io.enerlink.engine.message.TradingChangedDecoder;
import io.enerlink.gateway.auth.Address;
import io.enerlink.gateway.auth.Domain;
import io.enerlink.gateway.auth.Permit;
import io.enerlink.gateway.auth.SigningKey;
import io.enerlink.gateway.embedded.AnvilProcess;
import io.enerlink.gateway.embedded.PostgresServer;
import io.enerlink.settlement.SettlementBridge;
import io.enerlink.settlement.SettlementConfig;
import io.enerlink.settlement.chain.ContractCalls;
import io.enerlink.settlement.chain.DeploymentTerms;
import io.enerlink.settlement.chain.KeyRole;
import io.enerlink.settlement.chain.TransactionRequest;
import io.enerlink.settlement.chain.TransactionState;
import io.enerlink.settlement.chain.TransactionView;
import io.enerlink.settlement.clearing.BatchStatus;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.web3j.crypto.Hash;
import org.web3j.protocol.core.RemoteFunctionCall;

/** Everything that settles, on one machine: anvil, PostgreSQL, bridge, engine, and traders with tokens in escrow. */
final class Rig implements AutoCloseable, EventHandler {
    /** Of each side. */
    static final int TRADERS = 50;
    private static final long ETK = 1_000_000_000_000L;
    private static final long IDRS = 100_000_000_000_000L;
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final Parts parts = new Parts("bench-settlement");
    private final Node node;
    private final SettlementBridge bridge;
    private final LocalEngine engine = new LocalEngine();
    private final Map<String, Integer> accounts = new ConcurrentHashMap<>();
    private final Map<Integer, Boolean> funded = new ConcurrentHashMap<>();
    private final Map<Long, String> mined = new ConcurrentHashMap<>();
    private final Map<Long, List<Long>> tradedAtNs = new ConcurrentHashMap<>();
    private final Histogram toMinedUs = new ConcurrentHistogram(LIMIT.toMillis() * 1_000, 3);
    private final AtomicLong tradesMined = new AtomicLong();
    private final AtomicLong trades = new AtomicLong();
    private final Domain market;
    private final ContractCalls calls;
    private volatile String refusal;
    private boolean noRoom;
    /** Each batch is told of again when it is final. */
    private final Set<Long> counted = ConcurrentHashMap.newKeySet();
    final List<Trader> sellers = new ArrayList<>();
    final List<Trader> buyers = new ArrayList<>();

    /** @param home of the project */
    Rig(Path home) throws Exception {
        Path folder = parts.folder();
        AnvilProcess anvil = parts.opened(
                AnvilProcess.startForgetful(home.resolve("contracts"), folder.resolve("anvil"), Rig::lost));
        node = new Node(anvil.rpcUrl());
        PostgresServer postgres = parts.opened(PostgresServer.start(folder.resolve("postgres"), 0, Rig::lost));
        node.call("evm_setIntervalMining", 0);
        node.call("evm_setAutomine", true);
        bridge = parts.opened(SettlementBridge.start(new SettlementConfig(postgres.jdbcUrl(), anvil.rpcUrl(),
                folder.resolve("keys"), folder.resolve("passphrase"), true, 1, OptionalInt.empty(),
                DeploymentTerms.defaults()), engine));
        calls = new ContractCalls(bridge.contracts());
        market = Domain.ofMarket(AnvilProcess.CHAIN_ID, Address.parse(bridge.contracts().market()));
        engine.subscribe(bridge.events());
        engine.subscribe(new EventDispatcher(this));
        bridge.addBatchListener(this::onBatch);
        engine.addInstrument();
        configure(1_000, 100);
        bridge.startSettling();
        fund();
        node.call("evm_setAutomine", false);
        node.call("evm_setIntervalMining", 1);
    }

    private static void lost(RuntimeException failure) {
        throw failure;
    }

    void configure(long batchAgeMs, int batchSize) {
        engine.configure(batchAgeMs, batchSize, bridge.contracts().feeRecipient());
    }

    Node node() { return node; }

    private void fund() throws Exception {
        List<EnergyConverter.Report> reports = new ArrayList<>();
        List<CompletableFuture<TransactionView>> sent = new ArrayList<>();
        for (int i = 0; i < TRADERS; i++) {
            sellers.add(new Trader(SigningKey.generate(), Side.ASK));
            buyers.add(new Trader(SigningKey.generate(), Side.BID));
            byte[] meter = Hash.sha3(new byte[]{(byte) i});
            sent.add(send("register " + i, KeyRole.ADMIN, bridge.contracts().converter(),
                    calls.converter().registerMeter(meter, sellers.get(i).address(), BigInteger.valueOf(1_000_000_000),
                            BigInteger.ZERO)));
            reports.add(new EnergyConverter.Report(meter, BigInteger.ZERO, BigInteger.valueOf(ETK), BigInteger.ZERO,
                    new byte[32]));
            sent.add(bridge.wallets().rampOn(buyers.get(i).address(), IDRS, "payment " + i));
        }
        done(sent);
        node.call("evm_increaseTime", 36_000);
        done(List.of(send("report", KeyRole.ORACLE, bridge.contracts().converter(),
                calls.converter().settle(reports))));
        List<CompletableFuture<TransactionView>> deposits = new ArrayList<>();
        for (Trader seller : sellers) deposits.add(deposit(seller, Asset.ETK, ETK));
        for (Trader buyer : buyers) deposits.add(deposit(buyer, Asset.IDRS, IDRS));
        done(deposits);
        await("every deposit is credited", () -> funded.size() >= 2 * TRADERS);
    }

    private CompletableFuture<TransactionView> send(String id, KeyRole key, String to, RemoteFunctionCall<?> call) {
        bridge.outbox().send(new TransactionRequest(id, key, to, ContractCalls.data(call)));
        return bridge.outbox().whenFinal(id);
    }

    private CompletableFuture<TransactionView> deposit(Trader trader, Asset asset, long amount) {
        long deadlineSec = System.currentTimeMillis() / 1_000 + 1_000_000;
        boolean etk = asset == Asset.ETK;
        Domain token = new Domain(etk ? "EnerLink Energy Token" : "EnerLink Rupiah Token", "1", AnvilProcess.CHAIN_ID,
                Address.parse(etk ? bridge.contracts().etk() : bridge.contracts().idrs()));
        byte[] permit = trader.key.sign(token, new Permit(trader.key.address(),
                Address.parse(bridge.contracts().market()), BigInteger.valueOf(amount), BigInteger.ZERO,
                BigInteger.valueOf(deadlineSec)));
        return bridge.wallets().deposit(trader.address(), asset, amount, deadlineSec, permit);
    }

    private static void done(List<CompletableFuture<TransactionView>> sent) throws Exception {
        for (CompletableFuture<TransactionView> one : sent) {
            TransactionView view = one.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
            if (view.state() != TransactionState.FINAL) throw new IllegalStateException(view + " failed");
        }
    }

    /** Writes the command that places a new order of {@link Trader#ORDER_LENGTH} bytes, signed. */
    void sign(Trader trader, long quantityWh, long displayWh, long priceTicks, MutableDirectBuffer buffer, int offset) {
        trader.order(market, accounts.get(trader.address()), quantityWh, displayWh, priceTicks, buffer, offset);
    }

    /** Signs and places. */
    void place(Trader trader, long quantityWh, long displayWh, long priceTicks) {
        HeapBuffer order = new HeapBuffer(Trader.ORDER_LENGTH);
        sign(trader, quantityWh, displayWh, priceTicks, order, 0);
        place(order, 0);
    }

    private void place(DirectBuffer orders, int offset) {
        if (!offer(orders, offset)) throw new IllegalStateException("too much waits for settlement");
    }

    /** Waits while too much waits for settlement, as a trader would. */
    void placeWhenThereIsRoom(DirectBuffer orders, int offset) {
        if (!offer(orders, offset)) await("there is room for another order", () -> offer(orders, offset));
    }

    private boolean offer(DirectBuffer orders, int offset) {
        noRoom = false;
        engine.submit(orders, offset, Trader.ORDER_LENGTH);
        if (refusal != null) throw new IllegalStateException(refusal);
        return !noRoom;
    }

    long trades() { return trades.get(); }

    long tradesMined() { return tradesMined.get(); }

    /** The transactions of the batches that are in a block. */
    Collection<String> mined() { return mined.values(); }

    /** From each match to the moment at which its batch is known to be in a block. */
    Histogram toMinedUs() {
        return toMinedUs;
    }

    /** Everything that traded is in a block; what was measured before is forgotten. */
    void awaitMined() {
        await("everything is mined", () -> tradesMined() == trades());
    }

    void forget() {
        mined.clear();
        toMinedUs.reset();
    }

    /** Waits, and lets the engine's time pass. */
    void await(String what, BooleanSupplier condition) {
        long deadlineNs = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            if (refusal != null) throw new IllegalStateException(refusal);
            if (System.nanoTime() > deadlineNs) throw new IllegalStateException("not so after " + LIMIT + ": " + what);
            engine.tick();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
        }
    }

    private void onBatch(long batchId, BatchStatus status, String transactionHash, int size) {
        if (status == BatchStatus.REVERTED) refusal = "batch " + batchId + " reverted";
        boolean inBlock = status == BatchStatus.MINED || status == BatchStatus.FINAL;
        if (!inBlock || !counted.add(batchId)) return;
        long nowNs = System.nanoTime();
        for (long tradedNs : tradedAtNs.remove(batchId)) toMinedUs.recordValue((nowNs - tradedNs) / 1_000);
        mined.put(batchId, transactionHash);
        tradesMined.addAndGet(size);
    }

    @Override
    public void onAccountOpened(long sequence, long timestampMs, AccountOpenedDecoder event) {
        byte[] address = new byte[AccountOpenedDecoder.addressLength()];
        event.getAddress(address, 0, address.length);
        accounts.put("0x" + java.util.HexFormat.of().formatHex(address), event.accountId());
    }

    @Override
    public void onBalanceChanged(long sequence, long timestampMs, BalanceChangedDecoder event) {
        if (event.etkFree() + event.idrsFree() > 0) funded.put(event.accountId(), true);
    }

    @Override
    public void onTraded(long sequence, long timestampMs, TradedDecoder event) {
        trades.incrementAndGet();
        tradedAtNs.computeIfAbsent(event.batchId(), id -> new ArrayList<>()).add(System.nanoTime());
    }

    @Override
    public void onOrderRejected(long sequence, long timestampMs, OrderRejectedDecoder event) {
        if (RejectReason.of(event.reason()) == RejectReason.SETTLEMENT_BACKLOG) noRoom = true;
        else
            refusal = "an order was refused: " + event;
    }

    @Override
    public void onTradingChanged(long sequence, long timestampMs, TradingChangedDecoder event) {
        if (event.reason() != 0) refusal = "trading halted: " + event;
    }

    @Override
    public void close() throws IOException {
        parts.close();
    }
}
