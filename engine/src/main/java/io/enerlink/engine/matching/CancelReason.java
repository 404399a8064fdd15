package io.enerlink.engine.matching;

/**
 * Why an order ended with something left.
 * Travels as its {@linkplain #code() code}, so constants are only ever added at the end.
 */
public enum CancelReason {
    USER, IMMEDIATE_OR_CANCEL, FILL_OR_KILL, EXPIRED, SELF_TRADE, DISCONNECT, CANCEL_AFTER, OPERATOR, DEBT, MAX_QUOTE,
    STOPPED, VOIDED, AUCTION_END, REPLACED_AWAY;

    private static final CancelReason[] VALUES = values();

    public int code() { return ordinal(); }

    public static boolean isCode(int code) {
        return code < VALUES.length;
    }

    /** @throws ArrayIndexOutOfBoundsException for a code that is none */
    public static CancelReason of(int code) {
        return VALUES[code];
    }
}
