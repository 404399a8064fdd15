package io.enerlink.settlement.chain;

import java.time.Duration;

/**
 * How the {@link Outbox} goes about it.
 *
 * @param confirmations blocks, its own included, after which a transaction is final: 1 where blocks are final at once
 * @param maxInFlight   transactions of one key that the node has and no block, at most
 * @param maxPending    transactions that wait for the node, at most
 * @param poll          how often the chain is looked at
 */
public record OutboxConfig(int confirmations, int maxInFlight, int maxPending, Duration poll) {
    public OutboxConfig {
        if (confirmations < 1 || maxInFlight < 1 || maxPending < 1)
            throw new IllegalArgumentException("confirmations, in flight and pending are 1 at least");
    }

    /**
     * 64 in flight, of which geth's pool, at its least 16, keeps the others as long as it has room, which it has on a
     * chain of one's own; 100,000 pending; five looks a second.
     */
    public static OutboxConfig withConfirmations(int confirmations) {
        return new OutboxConfig(confirmations, 64, 100_000, Duration.ofMillis(200));
    }
}
