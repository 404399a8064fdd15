package io.enerlink.benchmarks.gateway;

import io.enerlink.engine.book.Side;
import io.enerlink.gateway.auth.Address;
import io.enerlink.gateway.auth.Domain;
import io.enerlink.gateway.auth.SignedOrder;
import io.enerlink.gateway.auth.SigningKey;
import io.enerlink.gateway.protocol.Decimals;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Who trades in the benchmark: the same keys in both processes. Everybody's orders rest. */
final class Traders {
    static final Domain DOMAIN = Domain.ofMarket(31337, Address.parse("0x" + "33".repeat(20)));
    static final String SYMBOL = "ETK-IDRS";
    static final int COUNT = 100;
    /** The agent of the first trader. */
    static final SigningKey AGENT = key(COUNT);

    private static final int PRICES = 100;
    private static final long BID_TICKS = 100_000;
    private static final long ASK_TICKS = 200_000;
    private static final long QUANTITY_WH = 750;
    private static final long LIFE_MS = 24 * 3_600_000L;
    private static final long EXPIRY_MS = System.currentTimeMillis() + LIFE_MS;

    private Traders() {}

    static SigningKey key(int trader) {
        try {
            return new SigningKey(MessageDigest.getInstance("SHA-256")
                    .digest(ByteBuffer.allocate(Integer.BYTES).putInt(trader).array()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static Side side(int trader) {
        return trader % 2 == 0 ? Side.BID : Side.ASK;
    }

    /** An order of a trader with this nonce. */
    static SignedOrder order(SigningKey key, int trader, long nonce) {
        Side side = side(trader);
        long ticks = side == Side.BID ? BID_TICKS + nonce % PRICES : ASK_TICKS + nonce % PRICES;
        return new SignedOrder(key.address(), SYMBOL, side, QUANTITY_WH, ticks, 0, 0, nonce, 0, EXPIRY_MS);
    }

    /** The order as a frame that places it. */
    static byte[] place(long id, SigningKey key, SignedOrder order) {
        byte[] signature = key.sign(DOMAIN, order);
        return WireLine.frame("{\"id\":" + id + ",\"method\":\"order.place\",\"params\":{\"symbol\":\"" + SYMBOL
                + "\",\"side\":\"" + (order.side() == Side.BID ? "bid" : "ask") + "\",\"type\":\"limit\",\"price\":\""
                + Decimals.format(order.priceTicks(), Decimals.PRICE) + "\",\"quantity\":\""
                + Decimals.format(order.quantityWh(), Decimals.QUANTITY) + "\",\"nonce\":" + order.nonce()
                + ",\"expiry\":" + order.expiryMs() + ",\"signature\":\"0x" + HexFormat.of().formatHex(signature)
                + "\"}}");
    }

    static byte[] cancel(long id, long clientOrderId) {
        return WireLine.frame("{\"id\":" + id + ",\"method\":\"order.cancel\",\"params\":{\"clientOrderId\":\""
                + clientOrderId + "\"}}");
    }

    static byte[] status(long id, long clientOrderId) {
        return WireLine.frame("{\"id\":" + id + ",\"method\":\"order.status\",\"params\":{\"clientOrderId\":\""
                + clientOrderId + "\"}}");
    }
}
