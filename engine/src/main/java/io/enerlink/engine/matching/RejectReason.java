package io.enerlink.engine.matching;

/**
 * Why a command was refused; nothing changed. The order of the constants is the order of the checks: the first that
 * applies is the answer. Travels as its {@linkplain #code() code}, so constants are only ever added at the end.
 */
public enum RejectReason {
    NONE,
    /** Too short, of another schema, or with a value that no sender of ours writes. */
    MALFORMED,
    /** No such account is open. */
    UNKNOWN_ACCOUNT,
    /** No such instrument was added. */
    UNKNOWN_INSTRUMENT,
    /** The account has used this client order id for an order that differs. */
    DUPLICATE_CLIENT_ORDER_ID,
    /** No open order has this id. */
    UNKNOWN_ORDER,
    /** The order is another account's. */
    NOT_OWNER,
    /** A replacement that does more than lower the quantity has to be signed. */
    SIGNATURE_REQUIRED,
    /** The disk is nearly full; cancels still work. */
    STORAGE_LOW,
    /** The instrument does not trade now; cancels and reductions still work. */
    TRADING_HALTED,
    /** The owner has asked on the chain to leave. */
    ACCOUNT_STOPPED,
    /** Signed for another epoch of the account. */
    WRONG_EPOCH,
    /** The signer is neither the account nor its agent, or not the one who signed the order to be replaced. */
    UNKNOWN_SIGNER,
    /** The signer has used this nonce or a higher one. */
    NONCE_TOO_LOW,
    /** A replacement carries the nonce of the order it replaces. */
    NONCE_MISMATCH,
    /** The expiry has passed. */
    EXPIRED,
    /** More than a minute ahead for what does not rest, 90 days for what does, or past the agent's own expiry. */
    EXPIRY_TOO_FAR,
    /** Not above zero, or above {@link io.enerlink.engine.ledger.Money#MAX_QUANTITY_WH}. */
    BAD_QUANTITY,
    /** Not a multiple of the instrument's lot. */
    BAD_LOT,
    /** Not above zero, or not below {@link io.enerlink.engine.book.Ladder#MAX_PRICE_TICKS}. */
    BAD_PRICE,
    /** Not a multiple of the instrument's tick. */
    BAD_TICK,
    /** Outside the instrument's price band. */
    OUT_OF_BAND,
    /** Negative, or on an ask. */
    BAD_MAX_QUOTE,
    /** Negative, above the quantity, off the lot, or on an order that does not rest. */
    BAD_DISPLAY_QUANTITY,
    /** A market order that would rest, a post-only one that would not, or one that cannot wait in a call auction. */
    BAD_TIME_IN_FORCE,
    /** Worth less than the instrument's minimum. */
    BELOW_MIN_NOTIONAL,
    /** The instrument's fee is above what the order signs for. */
    FEE_ABOVE_MAX,
    /** The account has as many open orders in the instrument as it may have. */
    TOO_MANY_OPEN_ORDERS,
    /** The order could trade more than can wait for settlement. */
    SETTLEMENT_BACKLOG,
    /** Too much of the account's own trading waits for settlement. */
    ACCOUNT_BACKLOG,
    /** The account owes ETK: it cannot sell or withdraw any. */
    IN_DEBT,
    /** Less is free, or less can be withdrawn, than this takes. */
    INSUFFICIENT_BALANCE,
    /** A post-only order that would trade at once. */
    POST_ONLY_WOULD_TRADE,
    /** The engine has no room for another order, account, agent or withdrawal. */
    BOOK_FULL,
    /** Not the next event of Market.sol. */
    OUT_OF_SEQUENCE,
    /** Not the batch that has to settle next. */
    NOT_OLDEST_BATCH,
    /** The account has reserved a withdrawal with this nonce, or a higher one. */
    DUPLICATE_NONCE,
    /** No withdrawal with this nonce is on its way. */
    UNKNOWN_WITHDRAWAL,
    /** The instrument's number has another symbol, lot or tick. */
    INSTRUMENT_EXISTS;

    private static final RejectReason[] VALUES = values();

    public int code() { return ordinal(); }

    public static boolean isCode(int code) {
        return code < VALUES.length;
    }

    /** @throws ArrayIndexOutOfBoundsException for a code that is none */
    public static RejectReason of(int code) {
        return VALUES[code];
    }
}
