package io.enerlink.engine.pipeline;

import io.enerlink.engine.book.OrderType;
import io.enerlink.engine.book.SelfTrade;
import io.enerlink.engine.book.Side;
import io.enerlink.engine.book.TimeInForce;
import io.enerlink.engine.client.HeapBuffer;
import io.enerlink.engine.ledger.Asset;
import io.enerlink.engine.matching.MarketEventKind;
import io.enerlink.engine.message.AddInstrumentEncoder;
import io.enerlink.engine.message.CancelOrderEncoder;
import io.enerlink.engine.message.MarketEventEncoder;
import io.enerlink.engine.message.MessageHeaderEncoder;
import io.enerlink.engine.message.OpenAccountEncoder;
import io.enerlink.engine.message.PlaceOrderEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A few accounts with money that trade with each other, and now and then send rubbish. */
final class RandomTrading {
    private static final int ACCOUNTS = 4;
    private static final long PLENTY = 1_000_000_000_000L;

    private final Random random;
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final List<HeapBuffer> commands = new ArrayList<>();
    private HeapBuffer buffer;

    private RandomTrading(long seed) { random = new Random(seed); }

    static List<HeapBuffer> commands(long seed, int count) {
        RandomTrading trading = new RandomTrading(seed);
        trading.open();
        for (int i = 1; i <= count; i++) trading.any(i);
        return trading.commands;
    }

    private HeapBuffer start(int blockLength) {
        buffer = new HeapBuffer(MessageHeaderEncoder.ENCODED_LENGTH + blockLength);
        commands.add(buffer);
        return buffer;
    }

    private void open() {
        AddInstrumentEncoder instrument = new AddInstrumentEncoder()
                .wrapAndApplyHeader(start(AddInstrumentEncoder.BLOCK_LENGTH), 0, header).lotWh(1).tickSize(1)
                .instrumentId(1).maxOpenOrders(100).makerFeeBps(10).takerFeeBps(20);
        instrument.symbol("ETK-IDRS");
        long eventSeq = 0;
        for (int account = 1; account <= ACCOUNTS; account++) {
            new OpenAccountEncoder().wrapAndApplyHeader(start(OpenAccountEncoder.BLOCK_LENGTH), 0, header)
                    .correlationId(account).putAddress(address(account), 0, 20);
            for (Asset asset : Asset.values()) {
                new MarketEventEncoder().wrapAndApplyHeader(start(MarketEventEncoder.BLOCK_LENGTH), 0, header)
                        .correlationId(account).eventSeq(++eventSeq).amount(PLENTY)
                        .kind((short) MarketEventKind.DEPOSIT.code()).asset((short) asset.code())
                        .putAddress(address(account), 0, 20);
            }
        }
    }

    private static byte[] address(int account) {
        byte[] address = new byte[20];
        address[19] = (byte) account;
        return address;
    }

    private void any(int number) {
        switch (random.nextInt(10)) {
            case 0 -> rubbish();
            case 1, 2 -> cancel(random.nextInt(number));
            default -> place(number);
        }
    }

    private void rubbish() {
        byte[] bytes = new byte[MessageHeaderEncoder.ENCODED_LENGTH + random.nextInt(Slot.MAX_COMMAND_BYTES - 8)];
        random.nextBytes(bytes);
        commands.add(new HeapBuffer(bytes));
    }

    private void cancel(int clientOrderId) {
        new CancelOrderEncoder().wrapAndApplyHeader(start(CancelOrderEncoder.BLOCK_LENGTH), 0, header)
                .correlationId(commands.size()).clientOrderId(clientOrderId).accountId(1 + random.nextInt(ACCOUNTS));
    }

    private void place(int number) {
        int account = 1 + random.nextInt(ACCOUNTS);
        new PlaceOrderEncoder().wrapAndApplyHeader(start(PlaceOrderEncoder.BLOCK_LENGTH), 0, header)
                .correlationId(commands.size()).clientOrderId(number).priceTicks(100_000 + random.nextInt(50))
                .quantityWh(1 + random.nextInt(50)).expiryMs(2_000_000).nonce(number).accountId(account)
                .instrumentId(1).maxFeeBps(100).side((short) Side.values()[random.nextInt(2)].code())
                .orderType((short) OrderType.LIMIT.code())
                .timeInForce((short) TimeInForce.values()[random.nextInt(TimeInForce.values().length)].code())
                .selfTrade((short) SelfTrade.values()[random.nextInt(SelfTrade.values().length)].code())
                .putSigner(address(account), 0, 20);
    }
}
