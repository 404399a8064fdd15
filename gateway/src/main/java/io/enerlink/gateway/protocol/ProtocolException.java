package io.enerlink.gateway.protocol;

/** A user's error on its way to the user. It is an answer and no fault, so it carries no stack trace. */
public final class ProtocolException extends RuntimeException {
    private final Errors error;
    private final long retryAfterMs;

    public ProtocolException(Errors error, String message, long retryAfterMs) {
        super(message, null, false, false);
        this.error = error;
        this.retryAfterMs = retryAfterMs;
    }

    public Errors error() { return error; }

    public long retryAfterMs() { return retryAfterMs; }
}
