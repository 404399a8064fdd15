package io.enerlink.gateway.auth;

import io.enerlink.engine.book.Side;

/**
 * What a trader signs of an order, in the units of the engine; they become base units as it is hashed.
 *
 * @param account whose escrow trades, which the signer is or acts for
 * @param symbol the instrument, ASCII
 * @param quantityWh most to trade, over the order's life
 * @param priceTicks worst price
 * @param maxQuote bids: most IDRS base units to spend without fee, 0 none
 * @param maxFeeBps most fee, in hundredths of a percent of the notional
 * @param nonce the order's own, kept when it is replaced
 * @param epoch the account's epoch on the chain
 * @param expiryMs last moment it may fill
 */
public record SignedOrder(Address account, String symbol, Side side, long quantityWh, long priceTicks, long maxQuote,
        int maxFeeBps, long nonce, int epoch, long expiryMs) implements TypedStruct {

    private static final byte[] TYPE = TypedStruct.typeHash("Order(address account,bytes32 instrument,uint8 side,"
            + "uint96 quantity,uint96 limitPrice,uint96 maxQuote,uint16 maxFeeBps,uint64 nonce,uint32 epoch,"
            + "uint64 expiry)");
    private static final long ETK_UNITS_PER_WH = 1_000_000;
    private static final long PRICE_UNITS_PER_TICK = 10_000;

    @Override
    public byte[] typeHash() { return TYPE; }

    @Override
    public void encode(Words words) {
        if (maxFeeBps < 0 || maxFeeBps > 0xFFFF) throw new IllegalArgumentException("maxFeeBps outside uint16");
        words.address(account).hashOf(symbol).uint(side.code())
                .uint(baseUnits(quantityWh, ETK_UNITS_PER_WH)).uint(baseUnits(priceTicks, PRICE_UNITS_PER_TICK))
                .uint(maxQuote).uint(maxFeeBps).uint(nonce).uint(Integer.toUnsignedLong(epoch)).uint(expiryMs);
    }

    private static long baseUnits(long amount, long unit) {
        if (amount < 0 || amount > Long.MAX_VALUE / unit) {
            throw new IllegalArgumentException("quantity or price outside what the engine takes: " + amount);
        }
        return amount * unit;
    }
}
