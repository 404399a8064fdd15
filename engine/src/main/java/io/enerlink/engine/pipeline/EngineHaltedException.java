package io.enerlink.engine.pipeline;

/** The engine has stopped and takes no commands any more; its cause says why. Only a new start, by recovery, helps. */
public final class EngineHaltedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    EngineHaltedException(String message, Throwable cause) { super(message, cause); }
}
