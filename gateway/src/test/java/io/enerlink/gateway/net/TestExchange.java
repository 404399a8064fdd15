package io.enerlink.gateway.net;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.enerlink.engine.book.Side;
import io.enerlink.engine.client.EventListener;
import io.enerlink.engine.client.HeapBuffer;
import io.enerlink.engine.journal.Storage;
import io.enerlink.engine.ledger.Asset;
import io.enerlink.engine.matching.MarketEventKind;
import io.enerlink.engine.matching.TradingState;
import io.enerlink.engine.message.AddInstrumentEncoder;
import io.enerlink.engine.message.BatchSettledEncoder;
import io.enerlink.engine.message.ConfigureClearingEncoder;
import io.enerlink.engine.message.MarketEventEncoder;
import io.enerlink.engine.message.MessageHeaderEncoder;
import io.enerlink.engine.message.ReleaseWithdrawalEncoder;
import io.enerlink.engine.message.SetTradingEncoder;
import io.enerlink.engine.matching.EngineConfig;
import io.enerlink.engine.pipeline.EnginePipeline;
import io.enerlink.engine.pipeline.PastEvents;
import io.enerlink.engine.pipeline.PipelineConfig;
import io.enerlink.gateway.auth.Address;
import io.enerlink.gateway.auth.Domain;
import io.enerlink.gateway.auth.SignedOrder;
import io.enerlink.gateway.auth.SigningKey;
import io.enerlink.gateway.feed.Interval;
import io.enerlink.gateway.metrics.Metrics;
import io.enerlink.gateway.session.Wallets;
import io.enerlink.settlement.clearing.BatchStatus;
import io.enerlink.settlement.history.History;
import io.enerlink.settlement.store.Database;
import java.net.BindException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** The gateway on a real engine that keeps its journal in a folder; one instrument, no fees. */
final class TestExchange implements AutoCloseable {
    static final Domain DOMAIN = Domain.ofMarket(31337, Address.parse("0x" + "33".repeat(20)));
    static final String SYMBOL = "ETK-IDRS";

    private final HeapBuffer buffer = new HeapBuffer(512);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final GatewayServer server;
    private final EnginePipeline engine;
    private final History history;
    private long eventSeq;

    TestExchange(Path folder, GatewayConfig config) throws BindException { this(folder, config, null); }

    TestExchange(Path folder, GatewayConfig config, Wallets wallets) throws BindException {
        this(folder, config, wallets, null, null);
    }

    /** With a history in a database. */
    TestExchange(Path folder, GatewayConfig config, Wallets wallets, Database database) throws BindException {
        this(folder, config, wallets, null, database);
    }

    /**
     * @param meters   asked about meters, null: nobody
     * @param database where its history is, null: none
     */
    private TestExchange(Path folder, GatewayConfig config, Wallets wallets, MeterRoutes meters, Database database)
            throws BindException {
        Metrics metrics = new Metrics();
        server = new GatewayServer(config, metrics);
        if (wallets != null) server.addWallets(wallets);
        if (meters != null) server.addMeters(meters);
        history = database == null ? null
                : History.open(database, new PastEvents(folder, EngineConfig.defaults()), e -> {
                    throw e;
                }, Interval.lengthsMs());
        if (history == null) {
            engine = EnginePipeline.start(PipelineConfig.defaults(folder), server.listener(), metrics);
        } else {
            server.addHistory(history.trading());
            engine = EnginePipeline.start(PipelineConfig.defaults(folder), history.listener(), server.listener(),
                    metrics);
            history.start();
        }
        server.start(engine, DOMAIN);
    }

    private TestExchange(PipelineConfig pipeline, Storage disk, UnaryOperator<EventListener> tap, GatewayConfig config)
            throws BindException {
        server = new GatewayServer(config);
        history = null;
        engine = EnginePipeline.start(pipeline, disk, tap.apply(server.listener()));
        server.start(engine, DOMAIN);
    }

    /** A new exchange on another disk. @param tap makes the listener that the engine tells of the gateway's */
    static TestExchange fresh(PipelineConfig pipeline, Storage disk, UnaryOperator<EventListener> tap,
            GatewayConfig config) throws BindException {
        return fresh(new TestExchange(pipeline, disk, tap, config));
    }

    /** A new exchange with a history. */
    static TestExchange fresh(Path folder, GatewayConfig config, Database database) throws BindException {
        return fresh(new TestExchange(folder, config, null, database));
    }

    /** A new exchange: instrument and clearing set up. */
    static TestExchange fresh(Path folder, GatewayConfig config) throws BindException {
        return fresh(folder, config, (Wallets) null);
    }

    /** The same with a chain behind its wallets. */
    static TestExchange fresh(Path folder, GatewayConfig config, Wallets wallets) throws BindException {
        return fresh(new TestExchange(folder, config, wallets));
    }

    /** The same with meters. */
    static TestExchange fresh(Path folder, GatewayConfig config, MeterRoutes meters) throws BindException {
        return fresh(new TestExchange(folder, config, null, meters, null));
    }

    private static TestExchange fresh(TestExchange exchange) {
        exchange.addInstrument();
        exchange.closeBatchesAbove(1_000);
        return exchange;
    }

    int port() { return server.port(); }

    EnginePipeline engine() { return engine; }

    TestClient client(SigningKey key) {
        TestClient client = new TestClient(port());
        client.logOn(key, DOMAIN);
        return client;
    }

    /** What an account has in escrow from now on: base units more. */
    void deposit(Address address, Asset asset, long amount) {
        marketEvent(MarketEventKind.DEPOSIT, address, asset, amount, 0);
    }

    /** The chain has paid a withdrawal out. */
    void withdrawn(Address address, Asset asset, long amount, long nonce) {
        marketEvent(MarketEventKind.WITHDRAWN, address, asset, amount, nonce);
    }

    private void marketEvent(MarketEventKind kind, Address address, Asset asset, long amount, long nonce) {
        MarketEventEncoder command = new MarketEventEncoder().wrapAndApplyHeader(buffer, 0, header);
        buffer.setMemory(command.offset(), MarketEventEncoder.BLOCK_LENGTH, (byte) 0);
        command.eventSeq(++eventSeq).amount(amount).nonce(nonce).kind((short) kind.code())
                .asset((short) asset.code()).putAddress(address.toBytes(), 0, Address.LENGTH);
        submit(command.encodedLength());
    }

    /** The chain says until when a key may sign for an account. */
    void agent(Address account, Address agent, long expiryMs) {
        MarketEventEncoder command = new MarketEventEncoder().wrapAndApplyHeader(buffer, 0, header);
        buffer.setMemory(command.offset(), MarketEventEncoder.BLOCK_LENGTH, (byte) 0);
        command.eventSeq(++eventSeq).atMs(expiryMs).kind((short) MarketEventKind.AGENT.code())
                .putAddress(account.toBytes(), 0, Address.LENGTH).putAgent(agent.toBytes(), 0, Address.LENGTH);
        submit(command.encodedLength());
    }

    /** The operator puts every instrument into a state. */
    void trading(TradingState state) {
        SetTradingEncoder command = new SetTradingEncoder().wrapAndApplyHeader(buffer, 0, header);
        command.correlationId(0).instrumentId(0).state((short) state.code()).reason((short) 0);
        submit(command.encodedLength());
    }

    GatewayServer server() { return server; }

    /** The chain is past the deadline of a withdrawal that did not happen. */
    void release(int accountId, long nonce) {
        ReleaseWithdrawalEncoder command = new ReleaseWithdrawalEncoder().wrapAndApplyHeader(buffer, 0, header);
        command.correlationId(0).nonce(nonce).accountId(accountId);
        submit(command.encodedLength());
    }

    /** Waits for what another thread is to do within seconds. */
    static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(20, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A signed order as the parameters of order.place. */
    static String order(SigningKey key, Side side, String price, String quantity, long nonce, String more) {
        return order(key, side, price, quantity, nonce, 0, 0, more);
    }

    /** The same, signed with these; {@code more} says them or not. */
    static String order(SigningKey key, Side side, String price, String quantity, long nonce, long maxQuote,
            int maxFeeBps, String more) {
        return order(key.address(), key, side, price, quantity, nonce, maxQuote, maxFeeBps, more);
    }

    /** An agent's order for an account. */
    static String order(Address account, SigningKey key, Side side, String price, String quantity, long nonce,
            long maxQuote, int maxFeeBps, String more) {
        long expiryMs = System.currentTimeMillis() + 50_000;
        byte[] signature = key.sign(DOMAIN, new SignedOrder(account, SYMBOL, side, units(quantity, 3),
                units(price, 2), maxQuote, maxFeeBps, nonce, 0, expiryMs));
        return "{\"symbol\":\"" + SYMBOL + "\",\"side\":\"" + (side == Side.BID ? "bid" : "ask") + "\",\"price\":\""
                + price + "\",\"quantity\":\"" + quantity + "\",\"nonce\":" + nonce + ",\"expiry\":" + expiryMs + more
                + ",\"signature\":\"" + TestClient.hex(signature) + "\"}";
    }

    /** A signed next version of an order as the parameters of order.replace. */
    static String replacement(SigningKey key, Side side, String price, String quantity, long nonce) {
        return replacement(order(key, side, price, quantity, nonce, ""));
    }

    /** What order.place would take, as order.replace takes it. */
    static String replacement(String placed) {
        String nonce = placed.replaceAll(".*\"nonce\":([0-9]+).*", "$1");
        return "{\"clientOrderId\":\"" + nonce + "\"," + placed.substring(placed.indexOf("\"price\""));
    }

    private static long units(String decimal, int decimals) {
        return new java.math.BigDecimal(decimal).movePointRight(decimals).longValueExact();
    }

    private void addInstrument() {
        AddInstrumentEncoder command = new AddInstrumentEncoder().wrapAndApplyHeader(buffer, 0, header);
        buffer.setMemory(command.offset(), AddInstrumentEncoder.BLOCK_LENGTH, (byte) 0);
        command.lotWh(1).tickSize(1).minNotional(1).instrumentId(1).maxOpenOrders(100).symbol(SYMBOL);
        submit(command.encodedLength());
    }

    /** From now on a trade begins a new batch where the open one would have more executions. */
    void closeBatchesAbove(int executions) {
        ConfigureClearingEncoder command = new ConfigureClearingEncoder().wrapAndApplyHeader(buffer, 0, header);
        buffer.setMemory(command.offset(), ConfigureClearingEncoder.BLOCK_LENGTH, (byte) 0);
        command.maxAgeMs(3_600_000).maxExecutions(executions).maxPendingExecutions(10_000).maxPendingPerAccount(5_000)
                .putFeeAccount(new byte[20], 0, Address.LENGTH);
        submit(command.encodedLength());
    }

    /** The chain has it for good. */
    void settled(long batchId, byte[] transactionHash) {
        BatchSettledEncoder command = new BatchSettledEncoder().wrapAndApplyHeader(buffer, 0, header);
        command.correlationId(0).batchId(batchId).putTransactionHash(transactionHash, 0, transactionHash.length);
        submit(command.encodedLength());
    }

    /** Says what the settlement would say. */
    void settlement(long batchId, BatchStatus status, String transactionHash, int trades) {
        server.settlement().onBatch(batchId, status, transactionHash, trades);
    }

    private void submit(int length) {
        if (!engine.submit(buffer, 0, MessageHeaderEncoder.ENCODED_LENGTH + length)) throw new AssertionError("full");
        engine.state();
    }

    /** Stops as a power cut would not: whatever was taken is durable and published. */
    @Override
    public void close() {
        server.close();
        if (history != null) history.close();
        engine.close();
    }
}
