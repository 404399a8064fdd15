package io.enerlink.gateway.replay;

import io.enerlink.engine.book.Side;
import io.enerlink.engine.client.EventBuffer;
import io.enerlink.engine.client.EventDispatcher;
import io.enerlink.engine.client.EventHandler;
import io.enerlink.engine.client.HeapBuffer;
import io.enerlink.engine.ledger.Asset;
import io.enerlink.engine.matching.EngineConfig;
import io.enerlink.engine.matching.MarketEventKind;
import io.enerlink.engine.matching.MatchingEngine;
import io.enerlink.engine.matching.TradingState;
import io.enerlink.engine.message.AddInstrumentEncoder;
import io.enerlink.engine.message.BatchSettledEncoder;
import io.enerlink.engine.message.CancelAllEncoder;
import io.enerlink.engine.message.CancelOrderEncoder;
import io.enerlink.engine.message.ConfigureClearingEncoder;
import io.enerlink.engine.message.MarketEventEncoder;
import io.enerlink.engine.message.MessageHeaderEncoder;
import io.enerlink.engine.message.OpenAccountEncoder;
import io.enerlink.engine.message.PlaceOrderEncoder;
import io.enerlink.engine.message.ReplaceOrderEncoder;
import io.enerlink.engine.message.SetTradingEncoder;
import io.enerlink.engine.message.TickEncoder;

/** A matching engine with one instrument, driven directly; every batch counts as settled the moment it closes. */
final class ReplayEngine {
    static final int INSTRUMENT = 1;

    private static final int HEADER = MessageHeaderEncoder.ENCODED_LENGTH;
    private static final EngineConfig CONFIG = new EngineConfig(1 << 20, INSTRUMENT, 1 << 24);
    private static final int MAX_EXECUTIONS = 4_096;
    private static final int NO_BACKLOG = Integer.MAX_VALUE / 2;
    private static final long NEVER_MS = 1L << 50;
    private static final int MAX_FEE_BPS = 10_000;
    private static final int ADDRESS_LENGTH = 20;

    private final MatchingEngine engine = new MatchingEngine(CONFIG);
    private final EventBuffer events = new EventBuffer(1 << 20);
    private final EventDispatcher dispatcher;
    private final HeapBuffer buffer = new HeapBuffer(512);
    private final byte[] address = new byte[ADDRESS_LENGTH];
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final PlaceOrderEncoder place = new PlaceOrderEncoder();
    private final ReplaceOrderEncoder replace = new ReplaceOrderEncoder();
    private final CancelOrderEncoder cancel = new CancelOrderEncoder();
    private final BatchSettledEncoder settled = new BatchSettledEncoder();
    private long sequence;
    private long eventSeq;
    private long nowMs;
    private long lastNonce;

    ReplayEngine(EventHandler handler) {
        dispatcher = new EventDispatcher(handler);
        submit(new AddInstrumentEncoder().wrapAndApplyHeader(buffer, 0, header).correlationId(0).lotWh(1).tickSize(1)
                .minNotional(0).bandLowTicks(0).bandHighTicks(0).instrumentId(INSTRUMENT)
                .maxOpenOrders(Integer.MAX_VALUE).makerFeeBps(0).takerFeeBps(0).symbol("REPLAY").limit());
        submit(new ConfigureClearingEncoder().wrapAndApplyHeader(buffer, 0, header).correlationId(0)
                .maxAgeMs(NEVER_MS).maxExecutions(MAX_EXECUTIONS).maxPendingExecutions(NO_BACKLOG)
                .maxPendingPerAccount(NO_BACKLOG).putFeeAccount(address, 0, ADDRESS_LENGTH).limit());
    }

    long nowMs() { return nowMs; }

    /** Lets time pass until {@code timeMs}. */
    void passUntil(long timeMs) {
        nowMs = timeMs;
        submit(new TickEncoder().wrapAndApplyHeader(buffer, 0, header).correlationId(0).limit());
    }

    /** Opens the account with the next number. */
    void openAccount(int account) {
        submit(new OpenAccountEncoder().wrapAndApplyHeader(buffer, 0, header).correlationId(0)
                .putAddress(addressOf(account), 0, ADDRESS_LENGTH).limit());
    }

    /** Gives an account so much more, or takes it away where {@code amount} is below zero. */
    void fund(int account, Asset asset, long amount) {
        MarketEventKind kind = amount < 0 ? MarketEventKind.WITHDRAWN : MarketEventKind.DEPOSIT;
        submit(new MarketEventEncoder().wrapAndApplyHeader(buffer, 0, header).correlationId(0).eventSeq(++eventSeq)
                .amount(Math.abs(amount)).nonce(0).atMs(nowMs).epoch(0).kind((short) kind.code())
                .asset((short) asset.code()).putAddress(addressOf(account), 0, ADDRESS_LENGTH)
                .putAgent(address, 0, ADDRESS_LENGTH).limit());
    }

    /** A new order in the making; what it does not say is zero. */
    PlaceOrderEncoder place(ReplayOrder order) {
        order.nonce = ++lastNonce;
        buffer.setMemory(0, HEADER + PlaceOrderEncoder.BLOCK_LENGTH, (byte) 0);
        return place.wrapAndApplyHeader(buffer, 0, header).priceTicks(order.priceTicks).quantityWh(order.quantityWh)
                .displayWh(order.displayWh).maxQuote(order.maxQuote).expiryMs(order.expiryMs).nonce(order.nonce)
                .accountId(order.account).instrumentId(INSTRUMENT).maxFeeBps(MAX_FEE_BPS)
                .putSigner(addressOf(order.account), 0, ADDRESS_LENGTH);
    }

    void submitPlace() {
        submit(place.limit());
    }

    /** Replaces an order by a newly signed version, or lowers its quantity without a signature. */
    void replace(long orderId, int account, ReplayOrder terms, boolean signed) {
        buffer.setMemory(0, HEADER + ReplaceOrderEncoder.BLOCK_LENGTH, (byte) 0);
        submit(replace.wrapAndApplyHeader(buffer, 0, header).orderId(orderId).accountId(account)
                .priceTicks(terms.priceTicks).quantityWh(terms.quantityWh).displayWh(terms.displayWh)
                .maxQuote(terms.maxQuote).expiryMs(terms.expiryMs).nonce(terms.nonce).maxFeeBps(MAX_FEE_BPS)
                .hasSignature((short) (signed ? 1 : 0)).putSigner(addressOf(account), 0, ADDRESS_LENGTH).limit());
    }

    void cancel(long orderId, int account) {
        submit(cancel.wrapAndApplyHeader(buffer, 0, header).correlationId(0).orderId(orderId).clientOrderId(0)
                .accountId(account).limit());
    }

    void cancelAll(int account) {
        submit(new CancelAllEncoder().wrapAndApplyHeader(buffer, 0, header).correlationId(0).accountId(account)
                .instrumentId(0).reason((short) 0).limit());
    }

    void setTrading(TradingState state) {
        submit(new SetTradingEncoder().wrapAndApplyHeader(buffer, 0, header).correlationId(0)
                .instrumentId(INSTRUMENT).state((short) state.code()).reason((short) 0).limit());
    }

    /** The chain has the batch. */
    void settle(long batchId) {
        buffer.setMemory(0, HEADER + BatchSettledEncoder.BLOCK_LENGTH, (byte) 0);
        submit(settled.wrapAndApplyHeader(buffer, 0, header).batchId(batchId).limit());
    }

    void forEachOrder(Side side, MatchingEngine.OrderVisitor visitor) {
        engine.forEachOrder(INSTRUMENT, side, visitor);
    }

    private byte[] addressOf(int account) {
        for (int i = 0; i < Integer.BYTES; i++) address[i] = (byte) (account >> i * 8);
        return address;
    }

    private void submit(int length) {
        events.clear();
        engine.onCommand(++sequence, nowMs, buffer, 0, length, events);
        dispatcher.onEvents(sequence, nowMs, events);
    }
}
