package io.enerlink.engine.pipeline;

import com.lmax.disruptor.ExceptionHandler;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * The one way in which a running engine stops on its own: some stage failed, so all stop for ever and who is responsible
 * is told, once.
 */
final class Halt implements ExceptionHandler<Slot> {
    private final Consumer<Throwable> onHalt;
    private final CompletableFuture<EngineState> failed = new CompletableFuture<>();
    private volatile EngineHaltedException cause;

    Halt(Consumer<Throwable> onHalt) { this.onHalt = onHalt; }

    /** Completes, with the cause, when the engine halts. */
    CompletableFuture<EngineState> failed() { return failed; }

    boolean isHalted() { return cause != null; }

    /** @throws EngineHaltedException when the engine has halted */
    void requireRunning() {
        EngineHaltedException halted = cause;
        if (halted != null) throw new EngineHaltedException(halted.getMessage(), halted.getCause());
    }

    void because(String what, Throwable failure) {
        synchronized (this) {
            if (cause != null) return;
            cause = new EngineHaltedException("The engine has halted: " + what + ": " + failure, failure);
        }
        failed.completeExceptionally(cause);
        onHalt.accept(cause);
    }

    /** Throws, so that the stage never counts this slot as done and nothing behind it is published. */
    @Override
    public void handleEventException(Throwable failure, long ringSequence, Slot slot) {
        because(Thread.currentThread().getName() + " failed", failure);
        throw new EngineHaltedException("stopped", failure);
    }

    @Override
    public void handleOnStartException(Throwable failure) {
        because("a stage did not start", failure);
    }

    @Override
    public void handleOnShutdownException(Throwable failure) {
        because("a stage did not end", failure);
    }
}
