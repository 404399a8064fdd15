package io.enerlink.gateway.session;

import io.enerlink.gateway.auth.Address;

/**
 * Whom a session acts for.
 *
 * @param id in the engine
 */
public record Account(int id, Address address) {}
