package io.enerlink.engine.matching;

/** Why a command was refused; nothing changed. The order of the constants is the order of the checks: the first that applies is the answer. Travels as its {@linkplain #code() code}, so constants are only ever added at the end. */
public enum RejectReason {
    NONE, MALFORMED, UNKNOWN_ACCOUNT, UNKNOWN_INSTRUMENT, DUPLICATE_CLIENT_ORDER_ID, UNKNOWN_ORDER, NOT_OWNER,
    STORAGE_LOW,
    TRADING_HALTED, ACCOUNT_STOPPED, WRONG_EPOCH, UNKNOWN_SIGNER, NONCE_TOO_LOW, EXPIRED, EXPIRY_TOO_FAR, BAD_QUANTITY,
    BAD_LOT,
    BAD_PRICE, BAD_TICK, OUT_OF_BAND, BAD_MAX_QUOTE, BAD_DISPLAY_QUANTITY, BAD_TIME_IN_FORCE, BELOW_MIN_NOTIONAL,
    FEE_ABOVE_MAX,
    SIGNATURE_REQUIRED, TOO_MANY_OPEN_ORDERS, SETTLEMENT_BACKLOG, ACCOUNT_BACKLOG, IN_DEBT, INSUFFICIENT_BALANCE,
    POST_ONLY_WOULD_TRADE, BOOK_FULL, OUT_OF_SEQUENCE, NOT_OLDEST_BATCH, DUPLICATE_NONCE, UNKNOWN_WITHDRAWAL;

    private static final RejectReason[] VALUES = values();

    public int code() { return ordinal(); }

    /** @throws ArrayIndexOutOfBoundsException for a code that is none */
    public static RejectReason of(int code) {
        return VALUES[code];
    }
}
