package io.enerlink.settlement.history;

import io.enerlink.engine.book.SelfTrade;
import io.enerlink.engine.book.Side;
import io.enerlink.engine.book.TimeInForce;
import io.enerlink.engine.ledger.Asset;
import io.enerlink.engine.matching.MarketEventKind;
import io.enerlink.engine.message.AddInstrumentEncoder;
import io.enerlink.engine.message.CancelOrderEncoder;
import io.enerlink.engine.message.ConfigureClearingEncoder;
import io.enerlink.engine.message.MarketEventEncoder;
import io.enerlink.engine.message.MessageHeaderEncoder;
import io.enerlink.engine.message.OpenAccountEncoder;
import io.enerlink.engine.message.PlaceOrderEncoder;
import io.enerlink.engine.message.ReplaceOrderEncoder;
import io.enerlink.engine.pipeline.EnginePipeline;
import java.util.Random;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** A few accounts that place, replace, cancel and trade at random, the same way with every seed. */
final class Traders {
    static final int ACCOUNTS = 4;

    private static final long PLENTY = 1_000_000_000_000_000L;
    private static final int BUFFER_BYTES = 512;

    private final Random random;
    private final long expiryMs = System.currentTimeMillis() + 1_000_000;
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[BUFFER_BYTES]);
    private long nonce;
    private long eventSeq;

    Traders(long seed) { random = new Random(seed); }

    private MutableDirectBuffer empty() {
        buffer.setMemory(0, BUFFER_BYTES, (byte) 0);
        return buffer;
    }

    private void send(EnginePipeline engine, int length) {
        while (!engine.submit(buffer, 0, MessageHeaderEncoder.ENCODED_LENGTH + length)) Thread.onSpinWait();
    }

    /** Instrument, clearing, accounts and their money. */
    void open(EnginePipeline engine) {
        AddInstrumentEncoder instrument = new AddInstrumentEncoder().wrapAndApplyHeader(empty(), 0, header);
        instrument.lotWh(1).tickSize(1).minNotional(1).instrumentId(1).maxOpenOrders(1_000).makerFeeBps(10)
                .takerFeeBps(20).symbol("ETK-IDRS");
        send(engine, instrument.encodedLength());
        for (int account = 1; account <= ACCOUNTS; account++) open(engine, account);
        ConfigureClearingEncoder clearing = new ConfigureClearingEncoder().wrapAndApplyHeader(empty(), 0, header);
        clearing.maxAgeMs(3_600_000).maxExecutions(1_000).maxPendingExecutions(1_000_000)
                .maxPendingPerAccount(1_000_000);
        send(engine, clearing.encodedLength());
    }

    private void open(EnginePipeline engine, int account) {
        OpenAccountEncoder open = new OpenAccountEncoder().wrapAndApplyHeader(empty(), 0, header);
        open.correlationId(account).putAddress(address(account), 0, 20);
        send(engine, open.encodedLength());
        for (Asset asset : Asset.values()) marketEvent(engine, account, MarketEventKind.DEPOSIT, asset, 0);
    }

    private void marketEvent(EnginePipeline engine, int account, MarketEventKind kind, Asset asset, int agent) {
        MarketEventEncoder event = new MarketEventEncoder().wrapAndApplyHeader(empty(), 0, header);
        event.eventSeq(++eventSeq).amount(PLENTY).atMs(expiryMs).kind((short) kind.code())
                .asset((short) asset.code()).putAddress(address(account), 0, 20).putAgent(address(agent), 0, 20);
        send(engine, event.encodedLength());
    }

    static byte[] address(int account) {
        byte[] address = new byte[20];
        address[19] = (byte) account;
        return address;
    }

    /** A key may sign for an account. */
    void approve(EnginePipeline engine, int account, int agent) {
        marketEvent(engine, account, MarketEventKind.AGENT, Asset.ETK, agent);
    }

    void trade(EnginePipeline engine, int commands) {
        for (int i = 0; i < commands; i++) {
            switch (random.nextInt(6)) {
                case 0 -> cancel(engine);
                case 1 -> replace(engine);
                default -> place(engine);
            }
        }
    }

    private int anyone() {
        return 1 + random.nextInt(ACCOUNTS);
    }

    private long recent() {
        return Math.max(1, nonce - random.nextInt(20));
    }

    private void cancel(EnginePipeline engine) {
        CancelOrderEncoder cancel = new CancelOrderEncoder().wrapAndApplyHeader(empty(), 0, header);
        cancel.clientOrderId(recent()).accountId(anyone());
        send(engine, cancel.encodedLength());
    }

    private void replace(EnginePipeline engine) {
        int account = anyone();
        long of = recent();
        ReplaceOrderEncoder replace = new ReplaceOrderEncoder().wrapAndApplyHeader(empty(), 0, header);
        replace.clientOrderId(of).priceTicks(100_000 + random.nextInt(40)).quantityWh(1 + random.nextInt(60))
                .expiryMs(expiryMs + 1).nonce(of).accountId(account).maxFeeBps(100).hasSignature((short) 1)
                .putSigner(address(account), 0, 20);
        send(engine, replace.encodedLength());
    }

    private void place(EnginePipeline engine) {
        int account = anyone();
        nonce++;
        PlaceOrderEncoder place = new PlaceOrderEncoder().wrapAndApplyHeader(empty(), 0, header);
        place.clientOrderId(nonce).priceTicks(100_000 + random.nextInt(40)).quantityWh(1 + random.nextInt(50))
                .expiryMs(expiryMs).nonce(nonce).accountId(account).instrumentId(1).maxFeeBps(100)
                .side((short) Side.values()[random.nextInt(2)].code())
                .timeInForce((short) (random.nextInt(8) == 0 ? TimeInForce.GTC : TimeInForce.GTD).code())
                .selfTrade((short) SelfTrade.values()[random.nextInt(SelfTrade.values().length)].code())
                .putSigner(address(account), 0, 20);
        send(engine, place.encodedLength());
    }
}
