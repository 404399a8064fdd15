package io.enerlink.gateway.session;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How much one account may ask for over all its connections: twice of what one of them may. Bounded by the engine's
 * accounts. Thread-safe.
 */
public final class AccountLimits {
    private static final int CONNECTIONS = 2;

    private final Rate rate;
    private final Map<Integer, TokenBucket> buckets = new ConcurrentHashMap<>();

    public AccountLimits(SessionLimits connection) {
        rate = new Rate(CONNECTIONS * connection.requestsPerSecond(), CONNECTIONS * connection.requestBurst());
    }

    public int perSecond() { return rate.perSecond(); }

    public int burst() { return rate.burst(); }

    TokenBucket of(Account account) {
        return buckets.computeIfAbsent(account.id(), none -> new TokenBucket(rate, System.nanoTime()));
    }
}
