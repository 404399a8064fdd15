package io.enerlink.gateway.session;

/** Lets through {@code perSecond} requests a second on average, {@code burst} at once. Thread-safe. */
public final class TokenBucket {
    private static final long NANOS = 1_000_000_000L;

    private final long nanosPerToken;
    private final long fullNanos;
    private long filledAtNanos;

    public TokenBucket(int perSecond, int burst, long nowNanos) {
        nanosPerToken = NANOS / perSecond;
        fullNanos = nanosPerToken * burst;
        filledAtNanos = nowNanos - fullNanos;
    }

    /** How many tokens there are now. */
    public synchronized long left(long nowNanos) {
        return Math.min(fullNanos, nowNanos - filledAtNanos) / nanosPerToken;
    }

    /** Takes a token and returns 0, or takes none and returns after how many milliseconds there will be one. */
    public synchronized long take(long nowNanos) {
        filledAtNanos = Math.max(filledAtNanos, nowNanos - fullNanos);
        long shortNanos = filledAtNanos + nanosPerToken - nowNanos;
        if (shortNanos > 0) return Math.max(1, shortNanos / 1_000_000);
        filledAtNanos += nanosPerToken;
        return 0;
    }
}
