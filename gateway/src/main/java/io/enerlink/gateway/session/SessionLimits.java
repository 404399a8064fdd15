package io.enerlink.gateway.session;

/**
 * How much one connection may ask for.
 *
 * @param maxPending       requests without an answer yet
 * @param maxSubscriptions channels heard at once
 * @param chainTimeoutMs   how long a request that waits for the chain goes without an answer
 * @param refusals         of requests above a limit that are answered; one more closes the connection
 */
public record SessionLimits(int requestsPerSecond, int requestBurst, int maxPending, int maxSubscriptions,
        long chainTimeoutMs, Rate refusals) {
    /**
     * 500 requests a second, 1,000 at once, 1,024 without an answer, 64 subscriptions, two minutes for the chain, 20
     * refusals a second and 50 at once.
     */
    public static SessionLimits defaults() {
        return new SessionLimits(500, 1_000, 1_024, 64, 120_000, new Rate(20, 50));
    }
}
