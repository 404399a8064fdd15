package io.enerlink.engine.matching;

/**
 * What an instrument does with orders.
 * Travels as its {@linkplain #code() code}, so constants are only ever added at the end.
 */
public enum TradingState {
    OPEN, HALTED, AUCTION;

    private static final TradingState[] VALUES = values();

    public int code() { return ordinal(); }

    public static boolean isCode(int code) {
        return code < VALUES.length;
    }

    /** @throws ArrayIndexOutOfBoundsException for a code that is none */
    public static TradingState of(int code) {
        return VALUES[code];
    }
}
