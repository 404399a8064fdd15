package io.enerlink.gateway.embedded;

/** A part could not be started; the message is one line saying what happened and how to mend it. */
public final class StartFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StartFailedException(String message) {
        super(message);
    }

    public StartFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
