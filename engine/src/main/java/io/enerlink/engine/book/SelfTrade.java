package io.enerlink.engine.book;

/**
 * Which side is cancelled when an order would trade with its own account; the incoming order's rule applies.
 * Travels as its {@linkplain #code() code}, so constants are only ever added at the end.
 */
public enum SelfTrade {
    CANCEL_NEWEST, CANCEL_OLDEST, CANCEL_BOTH;

    private static final SelfTrade[] VALUES = values();

    public int code() { return ordinal(); }

    public static boolean isCode(int code) {
        return code < VALUES.length;
    }

    /** @throws ArrayIndexOutOfBoundsException for a code that is none */
    public static SelfTrade of(int code) {
        return VALUES[code];
    }
}
