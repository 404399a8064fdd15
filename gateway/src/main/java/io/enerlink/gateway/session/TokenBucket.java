package io.enerlink.gateway.session;

/** Lets through what a {@link Rate} says. Thread-safe. */
public final class TokenBucket {
    private static final long NANOS = 1_000_000_000L;

    private final long nanosPerToken;
    private final long fullNanos;
    private long filledAtNanos;

    public TokenBucket(Rate rate, long nowNanos) {
        this(NANOS / rate.perSecond(), rate.burst(), nowNanos);
    }

    private TokenBucket(long nanosPerToken, long burst, long nowNanos) {
        this.nanosPerToken = nanosPerToken;
        fullNanos = nanosPerToken * burst;
        filledAtNanos = nowNanos - fullNanos;
    }

    /** The equal share of one of so many, at least one at once. */
    static TokenBucket share(Rate rate, int of, long nowNanos) {
        return new TokenBucket(NANOS * of / rate.perSecond(), Math.max(1, rate.burst() / of), nowNanos);
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
