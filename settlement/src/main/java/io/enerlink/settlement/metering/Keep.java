package io.enerlink.settlement.metering;

import java.time.Duration;

/**
 * How long what devices said is kept, at least: whole partitions are dropped. Readings, their sums and what they were settled
 * for are kept for good, as audit and proofs recompute the chain's roots from them; nothing is dropped of a time in which a
 * reading is not settled or waits for review.
 *
 * @param messages bytes of messages that are no readings, refused ones as well
 * @param details  bytes of readings' messages: all that a device said beside its registers
 * @param health   heartbeats and statuses
 */
public record Keep(Duration messages, Duration details, Duration health) {

    /** A message may come again for so long, and a proof of a new reading shows its bytes. */
    private static final Duration MIN = MeterState.MAX_AGE;
    /** 90 days, 400 days, 90 days. */
    public static final Keep DEFAULT = new Keep(Duration.ofDays(90), Duration.ofDays(400), Duration.ofDays(90));

    /** @throws IllegalArgumentException when something is kept for less than a week */
    public Keep {
        for (Duration period : new Duration[]{messages, details, health})
            if (period.compareTo(MIN) < 0)
                throw new IllegalArgumentException("what devices said is kept for at least " + MIN.toDays()
                        + " days: " + period);
    }
}
