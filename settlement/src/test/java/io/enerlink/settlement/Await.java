package io.enerlink.settlement;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for a condition, never for a time. */
public final class Await {
    private static final Duration LOOK = Duration.ofMillis(20);
    /** Only a failure takes as long: machines may be slow. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private Await() {}

    public static void until(String what, BooleanSupplier condition) {
        until(what, PATIENCE, condition);
    }

    public static void until(String what, Duration deadline, BooleanSupplier condition) {
        long end = System.nanoTime() + deadline.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) throw new AssertionError("still not so after " + deadline + ": " + what);
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }
}
