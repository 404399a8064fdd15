package io.enerlink.gateway.session;

/** What the engine's events say of an account's withdrawals. */
public interface KnownWithdrawals {
    /** How many are reserved and neither done nor released. */
    int underWay(int accountId);

    /** The highest nonce that was ever reserved, 0 before the first. */
    long lastNonce(int accountId);
}
