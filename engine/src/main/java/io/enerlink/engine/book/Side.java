package io.enerlink.engine.book;

import io.enerlink.engine.ledger.Asset;
import io.enerlink.engine.ledger.Money;

/** The two sides of the book; what differs between them is said here once. Travels as its {@linkplain #code() code}. */
public enum Side {
    BID(1, Asset.IDRS, Asset.ETK, Money.QUOTE_PER_WH_TICK, 0), ASK(-1, Asset.ETK, Asset.IDRS, 0, Money.UWH_PER_WH);

    private static final Side[] VALUES = values();

    private final int sign;
    private final Asset pays;
    private final Asset receives;
    private final long paidPerWhTick;
    private final long paidPerWh;
    private final int feeMask;

    Side(int sign, Asset pays, Asset receives, long paidPerWhTick, long paidPerWh) {
        this.sign = sign;
        this.pays = pays;
        this.receives = receives;
        this.paidPerWhTick = paidPerWhTick;
        this.paidPerWh = paidPerWh;
        feeMask = paidPerWhTick == 0 ? 0 : -1;
    }

    public int code() { return ordinal(); }

    /** @throws ArrayIndexOutOfBoundsException for a code that is none */
    public static Side of(int code) {
        return VALUES[code];
    }

    public static boolean isCode(int code) {
        return code < VALUES.length;
    }

    public Side opposite() { return this == BID ? ASK : BID; }

    /** What an order of this side gives, and reserves while it rests. */
    public Asset pays() { return pays; }

    public Asset receives() { return receives; }

    /**
     * The most that an order of this side gives at its limit, fee included: what it reserves. The same arithmetic for
     * both, since orders come from either side at random and a branch on it would be mispredicted half the time.
     *
     * @return base units of {@link #pays()}
     */
    public long reserve(long quantityWh, long priceTicks, int feeBps) {
        return Money.withFee(quantityWh * (priceTicks * paidPerWhTick + paidPerWh), feeBps & feeMask);
    }

    /** What a trade costs an order of this side, fee included. @return base units of {@link #pays()} */
    public long paid(long baseUwh, long quote, long fee) {
        return this == BID ? quote + fee : baseUwh;
    }

    /** What a trade brings an order of this side, fee taken off. @return base units of {@link #receives()} */
    public long received(long baseUwh, long quote, long fee) {
        return this == BID ? baseUwh : quote - fee;
    }

    /** Whether an order of this side with that limit trades with one of the other side at {@code oppositeTicks}. */
    public boolean crosses(long limitTicks, long oppositeTicks) {
        return (limitTicks - oppositeTicks) * sign >= 0;
    }

    /** Whether a price of this side stands before another of this side. */
    public boolean better(long ticks, long otherTicks) {
        return (ticks - otherTicks) * sign > 0;
    }
}
