package io.enerlink.engine.matching;

/**
 * The account events of Market.sol, numbered there by one gapless sequence.
 * Travels as its {@linkplain #code() code}, so constants are only ever added at the end.
 */
public enum MarketEventKind {
    DEPOSIT, WITHDRAWN, REPAID, STOP, EXITED, REOPENED, ORDER_CANCELED, AGENT;

    private static final MarketEventKind[] VALUES = values();

    public int code() { return ordinal(); }

    /** Whether the engine expects no more of a repayment that it had set aside for the account before. */
    public boolean endsRepayment() {
        return this == REPAID || this == EXITED || this == REOPENED;
    }

    public static boolean isCode(int code) {
        return code < VALUES.length;
    }

    /** @throws ArrayIndexOutOfBoundsException for a code that is none */
    public static MarketEventKind of(int code) {
        return VALUES[code];
    }
}
