package io.enerlink.gateway.feed;

/**
 * How much is remembered for clients who come back.
 *
 * @param executionsPerAccount of one account at most
 * @param executionsAltogether of all accounts together
 */
public record FeedLimits(int executionsPerAccount, int executionsAltogether) {
    /** 10,000 of an account, a million altogether. */
    public static FeedLimits defaults() {
        return new FeedLimits(10_000, 1_000_000);
    }
}
