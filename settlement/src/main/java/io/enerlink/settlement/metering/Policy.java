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
        THRESHOLD
    }

    /** Nets in every period. */
    public static final Policy PERIODIC = new Policy(Kind.PERIODIC, 0);
    /** Mints or burns from 2 kWh on. */
    public static final Policy THRESHOLD = new Policy(Kind.THRESHOLD, 2_000_000_000L);

    public Policy {
        if (thresholdUwh < 0 || (kind == Kind.PERIODIC) != (thresholdUwh == 0))
            throw new IllegalArgumentException(kind + " with a threshold of " + thresholdUwh + " µWh");
    }
}
