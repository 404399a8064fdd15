package io.enerlink.settlement.metering;

import java.time.Duration;

/**
 * When a prepaid meter is warned, loses its dispensable loads, and is switched off.
 *
 * @param warnUwh  credit below which the owner is warned
 * @param shedUwh  credit below which dispensable loads, those behind the relay, are switched off
 * @param onUwh    credit from which on all is as before; above the others, so that nothing flutters
 * @param grace    without any credit before it is switched off
 * @param critical it is never switched off: it runs into debt instead
 */
public record PrepaidTerms(long warnUwh, long shedUwh, long onUwh, Duration grace, boolean critical) {

    /** Warned below 2 kWh, shed below 0.5 kWh, on again from 2.5 kWh; ten minutes of grace; nothing critical. */
    public static final PrepaidTerms DEFAULT = new PrepaidTerms(2_000_000_000L, 500_000_000L, 2_500_000_000L,
            Duration.ofMinutes(10), false);

    /** @throws IllegalArgumentException when they are not in this order */
    public PrepaidTerms {
        if (shedUwh < 0 || warnUwh < shedUwh || onUwh <= warnUwh || grace.isNegative())
            throw new IllegalArgumentException("0 ≤ shed ≤ warn < on, and no negative grace: " + shedUwh + ", "
                    + warnUwh + ", " + onUwh + ", " + grace);
    }
}
