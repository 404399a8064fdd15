package io.enerlink.settlement.metering;

/** What became of a reading that was stored. */
public enum ReadingStatus {
    /** The first of an epoch: counting begins here, nothing is credited. */
    BASELINE,
    /** Moved the watermark, or confirmed it. */
    ACCEPTED,
    /** Sent before one that was heard earlier; changes nothing. */
    LATE,
    /** The counter fell; whether it restarted or only misread is known with the next reading. */
    DROPPED,
    /** More energy than the meter can have measured; waits for review and is not settled. */
    HELD,
    /** The device's clock is too far off; not settled. */
    CLOCK_OFF;

    /** Not settled until somebody has looked. */
    public boolean isHeld() { return this == HELD || this == CLOCK_OFF; }
}
