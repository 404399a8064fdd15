package io.enerlink.gateway.protocol;

import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import io.enerlink.engine.matching.RejectReason;
import io.enerlink.settlement.metering.Refusal;

/**
 * Every way a request can fail. Names and codes are public and stable; status classes are 400 (the request), 401 (who),
 * 403 (not allowed), 404 (no such thing), 409 (conflicts with what is), 429 (too fast) and 503 (not now). The engine's
 * refusals stand here under the name of their {@link RejectReason}, those of signed readings under that of their
 * {@link Refusal}.
 */
public enum Errors {
    MALFORMED_JSON(400, -1100), INVALID_REQUEST(400, -1101), UNKNOWN_METHOD(400, -1102), UNKNOWN_FIELD(400, -1103),
    DUPLICATE_FIELD(400, -1104), MISSING_FIELD(400, -1105), WRONG_TYPE(400, -1106), INVALID_VALUE(400, -1107),
    BAD_DECIMAL(400, -1108), VALUE_TOO_LARGE(400, -1109), UNKNOWN_CHANNEL(400, -1110), UNKNOWN_SYMBOL(400, -1121),
    BAD_ADDRESS(400, -1122), UNKNOWN_BOT(404, -1123), NOT_FOUND(404, -1404), METHOD_NOT_ALLOWED(405, -1405),

    NOT_LOGGED_ON(401, -1200), ALREADY_LOGGED_ON(409, -1201), NO_CHALLENGE(401, -1202), CHALLENGE_EXPIRED(401, -1203),
    BAD_SIGNATURE(401, -1204), SIGNER_MISMATCH(401, -1205), ORIGIN_REFUSED(403, -1206), NOT_OPERATOR(403, -1207),

    RATE_LIMIT(429, -1300), TOO_MANY_CONNECTIONS(429, -1301), TOO_MANY_PENDING(429, -1302),
    TOO_MANY_SUBSCRIPTIONS(429, -1303), BUSY(503, -1310), TIMEOUT(503, -1311), UNAVAILABLE(503, -1312),
    CHAIN_ERROR(503, -1313), CHAIN_REFUSED(400, -1314), INTERNAL_ERROR(503, -1399),

    MALFORMED(400, -2001), UNKNOWN_ACCOUNT(400, -2002), UNKNOWN_INSTRUMENT(400, -2003),
    DUPLICATE_CLIENT_ORDER_ID(409, -2004), UNKNOWN_ORDER(404, -2005), NOT_OWNER(403, -2006), STORAGE_LOW(503, -2007),
    TRADING_HALTED(503, -2008), ACCOUNT_STOPPED(403, -2009), INSUFFICIENT_BALANCE(400, -2010), WRONG_EPOCH(409, -2011),
    UNKNOWN_SIGNER(403, -2012), NONCE_TOO_LOW(409, -2013), EXPIRED(400, -2014), EXPIRY_TOO_FAR(400, -2015),
    BAD_QUANTITY(400, -2016), BAD_LOT(400, -2017), BAD_PRICE(400, -2018), BAD_TICK(400, -2019), OUT_OF_BAND(400, -2020),
    BAD_MAX_QUOTE(400, -2021), BAD_DISPLAY_QUANTITY(400, -2022), BAD_TIME_IN_FORCE(400, -2023),
    BELOW_MIN_NOTIONAL(400, -2024), FEE_ABOVE_MAX(400, -2025), SIGNATURE_REQUIRED(400, -2026),
    TOO_MANY_OPEN_ORDERS(429, -2027), SETTLEMENT_BACKLOG(503, -2028), ACCOUNT_BACKLOG(429, -2029), IN_DEBT(403, -2030),
    POST_ONLY_WOULD_TRADE(409, -2031), BOOK_FULL(503, -2032), OUT_OF_SEQUENCE(409, -2033), NOT_OLDEST_BATCH(409, -2034),
    DUPLICATE_NONCE(409, -2035), UNKNOWN_WITHDRAWAL(404, -2036), NONCE_MISMATCH(409, -2037),
    INSTRUMENT_EXISTS(409, -2038),

    UNAUTHORIZED(401, -3001), UNKNOWN_METER(404, -3002), WRONG_WAY(409, -3003), TOO_OLD(400, -3004),
    IN_THE_FUTURE(400, -3005), NOT_RISING(409, -3006), CONFLICT(409, -3007), NOT_A_NUMBER(400, -3008),
    NEGATIVE_ENERGY(400, -3009), SENTINEL(400, -3010), OUT_OF_RANGE(400, -3011), TOO_LARGE_MESSAGE(400, -3012),
    UNSTORABLE(400, -3013);

    private static final Logger LOG = LoggerFactory.getLogger(Errors.class);
    private static final long RETRY_AFTER_MS = 100;

    private final int status;
    private final int code;

    Errors(int status, int code) {
        this.status = status;
        this.code = code;
    }

    public int status() { return status; }

    public int code() { return code; }

    /** @throws IllegalArgumentException where the engine learned a reason that has no public name yet */
    public static Errors of(RejectReason reason) {
        return valueOf(reason.name());
    }

    /** What a submitted reading was refused for. */
    public static Errors of(Refusal refusal) {
        return valueOf(refusal.name());
    }

    /**
     * What the one who asked is told of a failure: itself where it is meant for them, else INTERNAL_ERROR.
     *
     * @param connection which the log names it by
     */
    public static ProtocolException refusal(Throwable failure, Object connection) {
        Throwable cause = cause(failure);
        if (cause instanceof ProtocolException told) return told;
        LOG.atError().addKeyValue("connection", connection).setCause(cause).log("a request failed");
        return INTERNAL_ERROR.because("the request could not be handled");
    }

    /** What a future failed with, however many stages ago. */
    public static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    /** How long to wait before the same request may do better; 0 where waiting does not help. */
    public long retryAfterMs() {
        return status == 429 || status == 503 ? RETRY_AFTER_MS : 0;
    }

    /** This error with its explanation, to be thrown. */
    public ProtocolException because(String message) {
        return new ProtocolException(this, message, retryAfterMs());
    }
}
