package io.enerlink.settlement.chain;

/** The node did not answer, or not sensibly. What it did is unknown; ask again later. */
public final class ChainUnavailableException extends RuntimeException {
    public ChainUnavailableException(String message) { super(message); }

    public ChainUnavailableException(String message, Throwable cause) { super(message, cause); }
}
