package io.enerlink.engine.matching;

/**
 * Why trading stands still.
 * Travels as its {@linkplain #code() code}, so constants are only ever added at the end.
 */
public enum HaltReason {
    NONE, OPERATOR, CLOCK_JUMP, STALE_CHAIN, SETTLEMENT_REVERTED, RECONCILIATION, DISK,
    /** Outside the hours of trading. */
    SCHEDULE;

    private static final HaltReason[] VALUES = values();

    public int code() { return ordinal(); }

    public static boolean isCode(int code) {
        return code < VALUES.length;
    }

    /** @throws ArrayIndexOutOfBoundsException for a code that is none */
    public static HaltReason of(int code) {
        return VALUES[code];
    }
}
