package io.enerlink.benchmarks.simulation;

import io.enerlink.engine.book.Side;
import io.enerlink.engine.book.TimeInForce;
import io.enerlink.engine.client.HeapBuffer;
import io.enerlink.engine.ledger.Asset;
import io.enerlink.engine.matching.HaltReason;
import io.enerlink.engine.matching.TradingState;
import io.enerlink.engine.message.AddInstrumentEncoder;
import io.enerlink.engine.message.CancelAfterEncoder;
import io.enerlink.engine.message.CancelAllEncoder;
import io.enerlink.engine.message.CancelOrderEncoder;
import io.enerlink.engine.message.ConfigureClearingEncoder;
import io.enerlink.engine.message.MessageHeaderEncoder;
import io.enerlink.engine.message.OpenAccountEncoder;
import io.enerlink.engine.message.PlaceOrderEncoder;
import io.enerlink.engine.message.ReplaceOrderEncoder;
import io.enerlink.engine.message.ReserveWithdrawalEncoder;
import io.enerlink.engine.message.SetTradingEncoder;
import org.agrona.MutableDirectBuffer;

/** Writes commands as the gateway would. Accounts are numbered from 1 in the order in which they were opened. */
final class Commands {
    static final int INSTRUMENT = 1;
    static final String SYMBOL = "ETK-IDRS";
    static final int MAKER_FEE_BPS = 10;
    static final int TAKER_FEE_BPS = 25;
    static final int MAX_FEE_BPS = 50;
    static final int ADDRESS_BYTES = 20;
    static final int SIGNATURE_BYTES = 65;

    private static final int LIFE_MS = 3_600_000;
    private static final int MOMENT_MS = 30_000;

    private final MutableDirectBuffer buffer = new HeapBuffer(512);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();

    /** The address of the owner of an account. */
    static byte[] address(int account) {
        byte[] address = new byte[ADDRESS_BYTES];
        address[0] = (byte) 0xAC;
        address[ADDRESS_BYTES - 2] = (byte) (account >> 8);
        address[ADDRESS_BYTES - 1] = (byte) account;
        return address;
    }

    byte[] openAccount(int account) {
        OpenAccountEncoder open = new OpenAccountEncoder().wrapAndApplyHeader(zeros(), 0, header);
        open.correlationId(1).putAddress(address(account), 0, ADDRESS_BYTES);
        return bytes(open.encodedLength());
    }

    byte[] addInstrument() {
        return bytes(new AddInstrumentEncoder().wrapAndApplyHeader(zeros(), 0, header).correlationId(1).lotWh(1)
                .tickSize(1).minNotional(0).instrumentId(INSTRUMENT).maxOpenOrders(64).makerFeeBps(MAKER_FEE_BPS)
                .takerFeeBps(TAKER_FEE_BPS).symbol(SYMBOL).encodedLength());
    }

    byte[] configureClearing(int feeAccount) {
        ConfigureClearingEncoder clearing = new ConfigureClearingEncoder().wrapAndApplyHeader(zeros(), 0, header);
        clearing.correlationId(1).maxAgeMs(2_000).maxExecutions(8).maxPendingExecutions(512).maxPendingPerAccount(256)
                .putFeeAccount(address(feeAccount), 0, ADDRESS_BYTES);
        return bytes(clearing.encodedLength());
    }

    byte[] halt(HaltReason reason) {
        return trading(TradingState.HALTED, reason);
    }

    byte[] resume() {
        return trading(TradingState.OPEN, HaltReason.NONE);
    }

    byte[] auction() {
        return trading(TradingState.AUCTION, HaltReason.NONE);
    }

    private byte[] trading(TradingState state, HaltReason reason) {
        return bytes(new SetTradingEncoder().wrapAndApplyHeader(zeros(), 0, header).correlationId(0).instrumentId(0)
                .state((short) state.code()).reason((short) reason.code()).encodedLength());
    }

    /** @param number names the order for its owner, and is its nonce: rising */
    byte[] place(int account, long number, Side side, long priceTicks, long quantityWh, TimeInForce timeInForce,
            int selfTrade, long maxQuote, boolean postOnly, long displayWh, long nowMs) {
        PlaceOrderEncoder place = new PlaceOrderEncoder().wrapAndApplyHeader(zeros(), 0, header);
        place.correlationId(number).clientOrderId(number).priceTicks(priceTicks).quantityWh(quantityWh)
                .maxQuote(maxQuote).displayWh(displayWh).expiryMs(nowMs + (timeInForce.rests() ? LIFE_MS : MOMENT_MS))
                .nonce(number)
                .accountId(account).instrumentId(INSTRUMENT).maxFeeBps(MAX_FEE_BPS).side((short) side.code())
                .timeInForce((short) timeInForce.code()).postOnly((short) (postOnly ? 1 : 0))
                .selfTrade((short) selfTrade).putSigner(address(account), 0, ADDRESS_BYTES)
                .putSignature(signature(number), 0, SIGNATURE_BYTES);
        return bytes(place.encodedLength());
    }

    byte[] replace(int account, long number, long priceTicks, long quantityWh, long displayWh, long nowMs) {
        ReplaceOrderEncoder replace = new ReplaceOrderEncoder().wrapAndApplyHeader(zeros(), 0, header);
        replace.correlationId(number).clientOrderId(number).priceTicks(priceTicks).quantityWh(quantityWh)
                .displayWh(displayWh).expiryMs(nowMs + LIFE_MS).nonce(number).accountId(account).maxFeeBps(MAX_FEE_BPS)
                .hasSignature((short) 1).putSigner(address(account), 0, ADDRESS_BYTES)
                .putSignature(signature(~number), 0, SIGNATURE_BYTES);
        return bytes(replace.encodedLength());
    }

    /** Lowers the quantity, unsigned. */
    byte[] reduce(int account, long number, long quantityWh) {
        return bytes(new ReplaceOrderEncoder().wrapAndApplyHeader(zeros(), 0, header).correlationId(number)
                .clientOrderId(number).quantityWh(quantityWh).accountId(account).encodedLength());
    }

    byte[] cancel(int account, long number) {
        return bytes(new CancelOrderEncoder().wrapAndApplyHeader(zeros(), 0, header).correlationId(number)
                .clientOrderId(number).accountId(account).encodedLength());
    }

    byte[] cancelAll(int account) {
        return bytes(new CancelAllEncoder().wrapAndApplyHeader(zeros(), 0, header).correlationId(1).accountId(account)
                .encodedLength());
    }

    byte[] cancelAfter(int account, long timeoutMs) {
        return bytes(new CancelAfterEncoder().wrapAndApplyHeader(zeros(), 0, header).correlationId(1)
                .timeoutMs(timeoutMs).accountId(account).encodedLength());
    }

    byte[] withdraw(int account, Asset asset, long amount, long nonce, long nowMs) {
        ReserveWithdrawalEncoder withdraw = new ReserveWithdrawalEncoder().wrapAndApplyHeader(zeros(), 0, header);
        withdraw.correlationId(nonce).amount(amount).nonce(nonce).deadlineMs(nowMs + MOMENT_MS).accountId(account)
                .asset((short) asset.code()).putTo(address(account), 0, ADDRESS_BYTES)
                .putSignature(signature(nonce), 0, SIGNATURE_BYTES);
        return bytes(withdraw.encodedLength());
    }

    private static byte[] signature(long number) {
        byte[] signature = new byte[SIGNATURE_BYTES];
        for (int i = 0; i < signature.length - 1; i++) signature[i] = (byte) (number * (i + 1) >> (i & 31));
        signature[signature.length - 1] = 27;
        return signature;
    }

    private MutableDirectBuffer zeros() {
        buffer.setMemory(0, buffer.capacity(), (byte) 0);
        return buffer;
    }

    private byte[] bytes(int encodedLength) {
        byte[] bytes = new byte[MessageHeaderEncoder.ENCODED_LENGTH + encodedLength];
        buffer.getBytes(0, bytes);
        return bytes;
    }
}
