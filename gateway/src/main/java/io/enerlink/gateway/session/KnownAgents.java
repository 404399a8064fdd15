package io.enerlink.gateway.session;

import io.enerlink.gateway.auth.Address;

/** Who may speak for whom, as the engine's events tell. */
@FunctionalInterface
public interface KnownAgents {
    /** Until when {@code agent} may act for {@code account}; 0 where it never might. */
    long expiryMs(Address account, Address agent);
}
