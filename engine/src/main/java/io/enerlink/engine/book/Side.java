package io.enerlink.engine.book;

import io.enerlink.engine.ledger.Asset;

/** The two sides of the book; what differs between them is said here once. Travels as its {@linkplain #code() code}. */
public enum Side {
    BID(1, Asset.IDRS, Asset.ETK), ASK(-1, Asset.ETK, Asset.IDRS);

    private static final Side[] VALUES = values();

    private final int sign;
    private final Asset pays;
    private final Asset receives;

    Side(int sign, Asset pays, Asset receives) {
        this.sign = sign;
        this.pays = pays;
        this.receives = receives;
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

    /** Whether an order of this side with that limit trades with one of the other side at {@code oppositeTicks}. */
    public boolean crosses(long limitTicks, long oppositeTicks) {
        return (limitTicks - oppositeTicks) * sign >= 0;
    }

    /** Whether a price of this side stands before another of this side. */
    public boolean better(long ticks, long otherTicks) {
        return (ticks - otherTicks) * sign > 0;
    }
}
