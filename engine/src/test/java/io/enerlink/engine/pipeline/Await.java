package io.enerlink.engine.pipeline;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits for what must happen, and fails when it does not. */
final class Await {
    private static final long LIMIT_SECONDS = 20;

    private Await() {}

    static void until(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) throw new AssertionError("not within the limit: " + what);
            Thread.yield();
        }
    }

    static void opened(CountDownLatch latch) {
        try {
            if (!latch.await(LIMIT_SECONDS, TimeUnit.SECONDS)) throw new AssertionError("latch stayed closed");
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** The thread has nothing to do. */
    static void idle(String threadName) {
        until(threadName + " waits", () -> Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals(threadName) && thread.getState() == Thread.State.WAITING));
    }
}
