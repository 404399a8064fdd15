package io.enerlink.gateway.bot;

import io.enerlink.engine.book.Side;

/** An order a bot wants to have in the book. */
public record Quote(Side side, long priceTicks, long quantityWh) {

    private static final long IDRS_UNITS_PER_WH_TICK = 10;
    private static final long BPS = 10_000;

    /** Price times quantity in IDRS base units. */
    public long notional() {
        return Math.multiplyExact(IDRS_UNITS_PER_WH_TICK, Math.multiplyExact(priceTicks, quantityWh));
    }

    /** What a bid may cost at most, its fee rounded up. */
    public long cost(int maxFeeBps) {
        long notional = notional();
        long feeOfWhole = Math.multiplyExact(notional / BPS, maxFeeBps);
        return Math.addExact(notional, feeOfWhole + Math.ceilDiv(notional % BPS * maxFeeBps, BPS));
    }

    Quote withQuantity(long newQuantityWh) {
        return new Quote(side, priceTicks, newQuantityWh);
    }

    /** The same bid, lowered to what {@code amount} IDRS base units pay for with fee. */
    Quote within(long amount, int maxFeeBps) {
        long unit = Math.multiplyExact(IDRS_UNITS_PER_WH_TICK, priceTicks);
        Quote most = withQuantity(Math.min(quantityWh, Math.max(0, amount) / unit));
        long fee = most.cost(maxFeeBps) - most.notional();
        return withQuantity(Math.min(most.quantityWh, Math.max(0, amount - fee) / unit));
    }
}
