package io.enerlink.engine.book;

/**
 * How long what is not filled at once stays.
 * Travels as its {@linkplain #code() code}, so constants are only ever added at the end.
 */
public enum TimeInForce {
    GTC, IOC, FOK, GTD;

    private static final TimeInForce[] VALUES = values();

    public int code() { return ordinal(); }

    public static boolean isCode(int code) {
        return code < VALUES.length;
    }

    /** @throws ArrayIndexOutOfBoundsException for a code that is none */
    public static TimeInForce of(int code) {
        return VALUES[code];
    }

    /** Whether what is not filled at once stays in the book. */
    public boolean rests() {
        return this == GTC || this == GTD;
    }
}
