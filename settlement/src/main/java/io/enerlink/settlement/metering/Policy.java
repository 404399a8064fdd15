package io.enerlink.settlement.metering;

/**
 * When a meter's energy becomes ETK. Registers are reported in every period all the same; the contract carries what is
 * below the threshold, and drops nothing.
 *
 * @param thresholdUwh net energy, either way, from which on it is minted or burned; 0: at once
 */
public record Policy(Kind kind, long thresholdUwh) {
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

    public Policy {
        if (thresholdUwh < 0 || (kind == Kind.THRESHOLD) == (thresholdUwh == 0))
            throw new IllegalArgumentException(kind + " with a threshold of " + thresholdUwh + " µWh");
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
