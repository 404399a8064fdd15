package io.enerlink.settlement.metering;

import java.time.Duration;

/**
 * When a meter's energy becomes ETK. Registers are reported in every period all the same; the contract carries what is
 * below the threshold, and drops nothing.
 *
 * @param thresholdUwh net energy, either way, from which on it is minted or burned; 0: at once
 * @param periodMs     in which it is reported once, counted from 1970 on; 0: when the exchange settles
 */
public record Policy(Kind kind, long thresholdUwh, long periodMs) {
    /** The policies by name. */
    public enum Kind {
        /** Net in every period. */
        PERIODIC,
        /** Accumulated until it is worth it. */
        THRESHOLD,
        /** Signed readings, submitted one by one over HTTP. */
        PER_READING,
        /** Net in every period, and switched off when the owner has nothing left to burn. */
        PREPAID
    }

    /** Nets in every period. */
    public static final Policy PERIODIC = new Policy(Kind.PERIODIC, 0);
    /** Mints or burns from 2 kWh on. */
    public static final Policy THRESHOLD = new Policy(Kind.THRESHOLD, 2_000_000_000L);
    /** Takes signed readings. */
    public static final Policy PER_READING = new Policy(Kind.PER_READING, 0);
    /** Burns what is paid for before. */
    public static final Policy PREPAID = new Policy(Kind.PREPAID, 0);

    private static final long MIN_PERIOD_MS = Duration.ofSeconds(5).toMillis();
    private static final long MAX_PERIOD_MS = Duration.ofDays(31).toMillis();

    public Policy {
        if (periodMs != 0 && kind != Kind.PERIODIC)
            throw new IllegalArgumentException("a period of its own has a periodic meter only");
        if (periodMs != 0 && (periodMs < MIN_PERIOD_MS || periodMs > MAX_PERIOD_MS))
            throw new IllegalArgumentException("a period is 5 seconds to 31 days, or 0: when the exchange settles");
        if (thresholdUwh < 0 || (kind == Kind.THRESHOLD) == (thresholdUwh == 0))
            throw new IllegalArgumentException(kind + " with a threshold of " + thresholdUwh + " µWh");
    }

    /** Reported when the exchange settles. */
    public Policy(Kind kind, long thresholdUwh) {
        this(kind, thresholdUwh, 0);
    }

    /**
     * The same in a period of the meter's own; 0: when the exchange settles.
     *
     * @throws IllegalArgumentException when it is another policy than periodic, or such a period is too short or too long
     */
    public Policy every(Duration period) {
        return new Policy(kind, thresholdUwh, period.toMillis());
    }

    /**
     * The policy of a name, as it is written on a command line: {@code per-reading}.
     *
     * @throws IllegalArgumentException when there is none
     */
    public static Policy named(String name) {
        return switch (name) {
            case "periodic" -> PERIODIC;
            case "threshold" -> THRESHOLD;
            case "per-reading" -> PER_READING;
            case "prepaid" -> PREPAID;
            default -> throw new IllegalArgumentException(
                    "a policy is periodic, threshold, per-reading or prepaid: " + name);
        };
    }
}
