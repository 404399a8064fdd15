package io.enerlink.benchmarks.settlement;

import io.enerlink.engine.book.OrderType;
import io.enerlink.engine.book.SelfTrade;
import io.enerlink.engine.book.Side;
import io.enerlink.engine.book.TimeInForce;
import io.enerlink.engine.message.MessageHeaderEncoder;
import io.enerlink.engine.message.PlaceOrderEncoder;
import io.enerlink.gateway.auth.Address;
import io.enerlink.gateway.auth.Domain;
import io.enerlink.gateway.auth.SignedOrder;
import io.enerlink.gateway.auth.SigningKey;
import org.agrona.MutableDirectBuffer;

/** A trader with a key, an account in the engine, and orders that are signed before they are needed. */
final class Trader {
    private static final int MAX_FEE_BPS = 50;
    private static final long EXPIRY_MS = 24 * 3_600_000L;
    /** Of the command that places an order, in bytes. */
    static final int ORDER_LENGTH = MessageHeaderEncoder.ENCODED_LENGTH + PlaceOrderEncoder.BLOCK_LENGTH;

    final SigningKey key;
    final Side side;
    private long nonce;

    Trader(SigningKey key, Side side) {
        this.key = key;
        this.side = side;
    }

    String address() {
        return key.address().toString().toLowerCase(java.util.Locale.ROOT);
    }

    /** Writes the command that places a new order, signed. {@code displayWh} 0 shows all of it. */
    void order(Domain market, int accountId, long quantityWh, long displayWh, long priceTicks,
            MutableDirectBuffer buffer, int offset) {
        long expiryMs = System.currentTimeMillis() + EXPIRY_MS;
        byte[] signature = key.sign(market, new SignedOrder(key.address(), LocalEngine.SYMBOL, side, quantityWh,
                priceTicks, 0, MAX_FEE_BPS, ++nonce, 0, expiryMs));
        PlaceOrderEncoder order = new PlaceOrderEncoder().wrapAndApplyHeader(buffer, offset,
                new MessageHeaderEncoder());
        order.correlationId(0).clientOrderId(0).priceTicks(priceTicks).quantityWh(quantityWh).displayWh(displayWh)
                .maxQuote(0).expiryMs(expiryMs).nonce(nonce).accountId(accountId)
                .instrumentId(LocalEngine.INSTRUMENT_ID).epoch(0).maxFeeBps(MAX_FEE_BPS).side((short) side.code())
                .orderType((short) OrderType.LIMIT.code()).timeInForce((short) TimeInForce.GTC.code())
                .postOnly((short) 0).selfTrade((short) SelfTrade.CANCEL_NEWEST.code());
        order.putSigner(key.address().toBytes(), 0, Address.LENGTH);
        order.putSignature(signature, 0, signature.length);
    }
}
