package io.enerlink.gateway.session;

/**
 * How much is let through.
 *
 * @param perSecond on average
 * @param burst     at once
 */
public record Rate(int perSecond, int burst) {}
