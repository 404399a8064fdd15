package io.enerlink.benchmarks.book;

import io.enerlink.benchmarks.flow.Flow;
import io.enerlink.engine.book.OrderType;
import io.enerlink.engine.book.SelfTrade;
import io.enerlink.engine.book.TimeInForce;
import io.enerlink.engine.client.HeapBuffer;
import io.enerlink.engine.ledger.Asset;
import io.enerlink.engine.matching.MarketEventKind;
import io.enerlink.engine.message.AddInstrumentEncoder;
import io.enerlink.engine.message.BatchSettledEncoder;
import io.enerlink.engine.message.CancelOrderEncoder;
import io.enerlink.engine.message.MarketEventEncoder;
import io.enerlink.engine.message.MessageHeaderEncoder;
import io.enerlink.engine.message.OpenAccountEncoder;
import io.enerlink.engine.message.PlaceOrderEncoder;
import io.enerlink.engine.message.ReplaceOrderEncoder;
import java.nio.ByteOrder;

/**
 * Writes the messages of a flow as the engine's commands, each kind into a buffer of its own that keeps what does not
 * change: instrument, fee, expiry, signature.
 */
public final class EngineCommands {
    /** When the first message comes; one millisecond passes every {@link #MESSAGES_PER_MS}. */
    public static final long START_MS = 1_700_000_000_000L;
    public static final int MESSAGES_PER_MS = 200;
    static final long PLENTY = Long.MAX_VALUE / 8;

    private static final long REST_EXPIRY_MS = START_MS + 80L * 24 * 60 * 60 * 1000;
    private static final int HEADER = MessageHeaderEncoder.ENCODED_LENGTH;
    private static final int PLACE_LENGTH = HEADER + PlaceOrderEncoder.BLOCK_LENGTH;
    private static final int REPLACE_LENGTH = HEADER + ReplaceOrderEncoder.BLOCK_LENGTH;
    private static final int CANCEL_LENGTH = HEADER + CancelOrderEncoder.BLOCK_LENGTH;

    private final boolean handles;
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final HeapBuffer placeBuffer = direct(PLACE_LENGTH);
    private final HeapBuffer replaceBuffer = direct(REPLACE_LENGTH);
    private final HeapBuffer cancelBuffer = direct(CANCEL_LENGTH);
    private final PlaceOrderEncoder place = new PlaceOrderEncoder();
    private final ReplaceOrderEncoder replace = new ReplaceOrderEncoder();
    private final CancelOrderEncoder cancel = new CancelOrderEncoder();
    private long written;
    private long nowMs = START_MS;
    private HeapBuffer buffer;
    private int length;

    /** @param handles orders have no client id, and the flow's ids are the engine's own */
    public EngineCommands(boolean handles) {
        this.handles = handles;
        place.wrapAndApplyHeader(placeBuffer, 0, header).instrumentId(1).maxFeeBps(100)
                .orderType((short) OrderType.LIMIT.code()).selfTrade((short) SelfTrade.CANCEL_NEWEST.code());
        replace.wrapAndApplyHeader(replaceBuffer, 0, header).maxFeeBps(100).hasSignature((short) 1)
                .expiryMs(REST_EXPIRY_MS);
        cancel.wrapAndApplyHeader(cancelBuffer, 0, header);
        for (int i = 0; i < PlaceOrderEncoder.signatureLength(); i++) {
            place.signature(i, (short) (i * 7 + 1 & 0xFF));
            replace.signature(i, (short) (i * 5 + 1 & 0xFF));
        }
    }

    private static HeapBuffer direct(int length) {
        return new HeapBuffer(length + 8);
    }

    public HeapBuffer buffer() { return buffer; }

    public int length() { return length; }

    public long nowMs() { return nowMs; }

    /** Writes the message at {@code words[at]} as a command. */
    public void write(long[] words, int at) {
        if (++written % MESSAGES_PER_MS == 0) nowMs++;
        long first = words[at];
        switch (Flow.operation(first)) {
            case Flow.PLACE -> place(words, at, TimeInForce.GTC, REST_EXPIRY_MS);
            case Flow.PLACE_IOC -> place(words, at, TimeInForce.IOC, nowMs + 10_000);
            case Flow.MOVE -> move(words, at);
            case Flow.REDUCE -> reduce(words, at);
            default -> cancel(words, at);
        }
    }

    private void place(long[] words, int at, TimeInForce timeInForce, long expiryMs) {
        long first = words[at];
        int account = Flow.account(first);
        place.correlationId(written).clientOrderId(handles ? 0 : words[at + 1]).priceTicks(words[at + 2])
                .quantityWh(words[at + 3]).expiryMs(expiryMs).nonce(Flow.number(first)).accountId(account)
                .side((short) Flow.side(first)).timeInForce((short) timeInForce.code());
        sign(placeBuffer, HEADER + PlaceOrderEncoder.signerEncodingOffset(), account);
        buffer = placeBuffer;
        length = PLACE_LENGTH;
    }

    private void move(long[] words, int at) {
        long first = words[at];
        int account = Flow.account(first);
        replace.correlationId(written).priceTicks(words[at + 2]).quantityWh(words[at + 3]).nonce(Flow.number(first))
                .accountId(account).hasSignature((short) 1);
        sign(replaceBuffer, HEADER + ReplaceOrderEncoder.signerEncodingOffset(), account);
        nameReplaced(words[at + 1]);
    }

    private void reduce(long[] words, int at) {
        replace.correlationId(written).priceTicks(0).quantityWh(Flow.newTotal(words[at + 3])).nonce(0)
                .accountId(Flow.account(words[at])).hasSignature((short) 0);
        nameReplaced(words[at + 1]);
    }

    private void nameReplaced(long id) {
        replace.orderId(handles ? id : 0).clientOrderId(handles ? 0 : id);
        buffer = replaceBuffer;
        length = REPLACE_LENGTH;
    }

    private void cancel(long[] words, int at) {
        long id = words[at + 1];
        cancel.correlationId(written).orderId(handles ? id : 0).clientOrderId(handles ? 0 : id)
                .accountId(Flow.account(words[at]));
        buffer = cancelBuffer;
        length = CANCEL_LENGTH;
    }

    private static void sign(HeapBuffer buffer, int at, int account) {
        buffer.putLong(at, account, ByteOrder.LITTLE_ENDIAN);
    }

    /** Opens the market: one instrument and every account with plenty of both assets. */
    public static void open(Commands engine) {
        HeapBuffer buffer = direct(512);
        MessageHeaderEncoder header = new MessageHeaderEncoder();
        new AddInstrumentEncoder().wrapAndApplyHeader(buffer, 0, header).lotWh(1).tickSize(1).instrumentId(1)
                .maxOpenOrders(1 << 20).makerFeeBps(Answer.MAKER_FEE_BPS).takerFeeBps(Answer.TAKER_FEE_BPS)
                .symbol("ETK-IDRS");
        engine.take(buffer, HEADER + AddInstrumentEncoder.BLOCK_LENGTH);
        for (int account = 1; account <= Flow.ACCOUNTS; account++) open(engine, buffer, header, account);
    }

    private static void open(Commands engine, HeapBuffer buffer, MessageHeaderEncoder header, int account) {
        buffer.setMemory(0, 512, (byte) 0);
        new OpenAccountEncoder().wrapAndApplyHeader(buffer, 0, header);
        sign(buffer, HEADER + OpenAccountEncoder.addressEncodingOffset(), account);
        engine.take(buffer, HEADER + OpenAccountEncoder.BLOCK_LENGTH);
        for (Asset asset : Asset.values()) {
            buffer.setMemory(0, 512, (byte) 0);
            new MarketEventEncoder().wrapAndApplyHeader(buffer, 0, header)
                    .eventSeq(2L * account - 1 + asset.code()).amount(PLENTY)
                    .kind((short) MarketEventKind.DEPOSIT.code()).asset((short) asset.code());
            sign(buffer, HEADER + MarketEventEncoder.addressEncodingOffset(), account);
            engine.take(buffer, HEADER + MarketEventEncoder.BLOCK_LENGTH);
        }
    }

    /** A command that says that a batch is final; refused, without effect, while it is not closed. */
    public static final class Settled {
        private final HeapBuffer buffer = direct(HEADER + BatchSettledEncoder.BLOCK_LENGTH);
        private final BatchSettledEncoder command = new BatchSettledEncoder();

        public Settled() { command.wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder()); }

        public HeapBuffer of(long batchId) {
            command.batchId(batchId);
            return buffer;
        }

        public int length() { return HEADER + BatchSettledEncoder.BLOCK_LENGTH; }
    }

    /** Where commands go. */
    @FunctionalInterface
    public interface Commands {
        void take(HeapBuffer command, int length);
    }
}
