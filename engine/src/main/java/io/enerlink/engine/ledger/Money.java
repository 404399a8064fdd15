package io.enerlink.engine.ledger;

/** The arithmetic of quantities, prices and fees: exact, and never past 64 bits within the limits named here. */
public final class Money {
    /** ETK base units (µWh) in a lot of 1 Wh. */
    public static final long UWH_PER_WH = 1_000_000;

    /** The largest quantity an order may have. */
    public static final long MAX_QUANTITY_WH = 1L << 32;

    /** The largest fee, ten per cent: with it the notional of the largest order at the largest price still fits. */
    public static final int MAX_FEE_BPS = 1_000;

    /** IDRS base units that one Wh costs at a price of one tick. */
    public static final long QUOTE_PER_WH_TICK = 10;

    private static final int BPS = 10_000;

    private Money() {}

    public static long baseUwh(long quantityWh) {
        return quantityWh * UWH_PER_WH;
    }

    /** IDRS base units, without fee. */
    public static long notional(long quantityWh, long priceTicks) {
        return quantityWh * priceTicks * QUOTE_PER_WH_TICK;
    }

    /** Rounded down, so that the fees of fills never sum to more than the fee of the whole. */
    public static long fee(long notional, int feeBps) {
        return notional / BPS * feeBps + notional % BPS * feeBps / BPS;
    }

    /** What an order at its limit can cost at most, fee included. Falls by at least what each fill costs. */
    public static long withFee(long notional, int feeBps) {
        return notional + fee(notional, feeBps);
    }
}
