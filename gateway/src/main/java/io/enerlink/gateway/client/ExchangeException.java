package io.enerlink.gateway.client;

/** A request that failed: the exchange's named error, or one of the client's own, which have status 0. */
public final class ExchangeException extends RuntimeException {
    /** The line is down or went down before the answer came; whether the request took effect is not known. */
    public static final String DISCONNECTED = "DISCONNECTED";
    /** No answer in time; whether the request took effect is not known. */
    public static final String REQUEST_TIMEOUT = "REQUEST_TIMEOUT";
    /** Too many requests wait for an answer; this one was not sent. */
    public static final String TOO_MANY_PENDING = "TOO_MANY_PENDING";
    /** The server said something that is not this protocol, or asks to sign for another domain. */
    public static final String PROTOCOL_VIOLATION = "PROTOCOL_VIOLATION";
    /** The client was closed. */
    public static final String CLOSED = "CLOSED";

    private final int status;
    private final int code;
    private final String name;
    private final long retryAfterMs;

    ExchangeException(int status, int code, String name, String message, long retryAfterMs) {
        super(name + ": " + message);
        this.status = status;
        this.code = code;
        this.name = name;
        this.retryAfterMs = retryAfterMs;
    }

    static ExchangeException local(String name, String message) {
        return new ExchangeException(0, 0, name, message, 0);
    }

    /** The class: 400, 401, 403, 404, 409, 429, 503; 0 for the client's own. */
    public int status() { return status; }

    public int code() { return code; }

    /** Stable name, such as {@code INSUFFICIENT_BALANCE}. */
    public String name() { return name; }

    /** How long to wait before trying again, 0 where waiting does not help. */
    public long retryAfterMs() {
        return retryAfterMs;
    }

    /** Whether the request may have taken effect although it failed. */
    public boolean outcomeUnknown() {
        return name.equals(DISCONNECTED) || name.equals(REQUEST_TIMEOUT);
    }
}
