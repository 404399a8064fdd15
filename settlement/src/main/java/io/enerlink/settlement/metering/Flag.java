package io.enerlink.settlement.metering;

/** Why somebody should look at a meter. */
public enum Flag {
    /** Its counters began anew; what they counted in between is nobody's. */
    COUNTER_RESTARTED,
    /** Readings wait for review: more energy than it can have measured. */
    HELD,
    /** Readings wait for review: its clock is too far off. */
    CLOCK_OFF,
    /** It said different things of one time. */
    CONFLICT,
    /** Powers, currents and energies do not fit in its model's units; nothing is settled. */
    UNITS,
    /** Its powers have the wrong sign; nothing is settled. */
    SIGN,
    /** It says of itself that something is wrong. */
    DEVICE_ERROR,
    /** The chain refused its registers. */
    CHAIN_REFUSED,
    /** Prepaid, and little or nothing is left. */
    LOW_CREDIT
}
