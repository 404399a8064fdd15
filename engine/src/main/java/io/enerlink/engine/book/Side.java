package io.enerlink.engine.book;

/** The two sides of the book; what differs between them is said here once. Travels as its {@linkplain #code() code}. */
public enum Side {
    BID, ASK;

    private static final Side[] VALUES = values();

    public int code() { return ordinal(); }

    /** @throws ArrayIndexOutOfBoundsException for a code that is none */
    public static Side of(int code) {
        return VALUES[code];
    }

    public Side opposite() { return this == BID ? ASK : BID; }
}
