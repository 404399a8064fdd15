package io.enerlink.gateway.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits on a condition, with a deadline. */
public final class Await {
    private static final long LOOK_NS = 50_000_000;

    private Await() {}

    public static void until(String what, Duration limit, Callable<Boolean> condition) throws Exception {
        long deadlineNs = System.nanoTime() + limit.toNanos();
        while (!condition.call()) {
            assertTrue(System.nanoTime() - deadlineNs < 0, () -> "not within " + limit.toSeconds() + " s: " + what);
            LockSupport.parkNanos(LOOK_NS);
        }
    }
}
