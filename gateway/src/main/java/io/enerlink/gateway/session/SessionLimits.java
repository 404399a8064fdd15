package io.enerlink.gateway.session;

/**
 * How much one connection may ask for.
 *
 * @param maxPending       requests without an answer yet
 * @param maxSubscriptions channels heard at once
 */
public record SessionLimits(int requestsPerSecond, int requestBurst, int maxPending, int maxSubscriptions) {
    /** 500 requests a second, 1,000 at once, 1,024 without an answer, 64 subscriptions. */
    public static SessionLimits defaults() {
        return new SessionLimits(500, 1_000, 1_024, 64);
    }
}
