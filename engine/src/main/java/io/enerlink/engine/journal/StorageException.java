package io.enerlink.engine.journal;

/** The disk did not do what it was told. Never retried: what failed once cannot be trusted, so the engine halts. */
public final class StorageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StorageException(String message) { super(message); }

    public StorageException(String message, Throwable cause) { super(message, cause); }
}
