package io.enerlink.engine.book;

/**
 * What names the price: the order's limit, or a market order's worst acceptable price.
 * Travels as its {@linkplain #code() code}, so constants are only ever added at the end.
 */
public enum OrderType {
    LIMIT, MARKET;

    private static final OrderType[] VALUES = values();

    public int code() { return ordinal(); }

    public static boolean isCode(int code) {
        return code < VALUES.length;
    }

    /** @throws ArrayIndexOutOfBoundsException for a code that is none */
    public static OrderType of(int code) {
        return VALUES[code];
    }
}
