package io.enerlink.gateway.bot;

import java.time.Duration;

/**
 * How a bot runs.
 *
 * @param name for people
 * @param symbol what it trades
 * @param round time from one decision to the next
 * @param orderLifetime expiry of what it signs; a replaced order lives anew
 * @param toleranceTicks orders this near to the wanted price stay as they are
 */
public record BotConfig(String name, String symbol, Duration round, Duration orderLifetime, long toleranceTicks,
        Limits limits, Funding funding, KillSwitch killSwitch) {
    /** A decision a second, orders of ten minutes, that stay within one rupiah. */
    public static BotConfig of(String name, String symbol, Limits limits, Funding funding) {
        return new BotConfig(name, symbol, Duration.ofSeconds(1), Duration.ofMinutes(10), 100, limits, funding,
                KillSwitch.NONE);
    }
}
