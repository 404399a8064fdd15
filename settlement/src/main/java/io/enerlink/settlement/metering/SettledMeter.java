package io.enerlink.settlement.metering;

import java.time.Instant;

/**
 * What a meter's final settlements came to.
 *
 * @param meterId             its name on the chain
 * @param owner               address of its owner
 * @param mintedUwh,burnedUwh ETK, of all of them together
 * @param settledAt           when the last one was noted
 */
public record SettledMeter(String meterId, String owner, long mintedUwh, long burnedUwh, Instant settledAt) {}
