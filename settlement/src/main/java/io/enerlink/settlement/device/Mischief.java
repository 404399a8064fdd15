package io.enerlink.settlement.device;

import java.time.Duration;

/**
 * What a simulated meter does wrong, on request.
 *
 * @param rebootEvery     real time after which its uptime begins anew; null never
 * @param losesResets     it says that it obeyed a reset, and did not
 * @param duplicatePercent of its messages that it sends twice
 * @param shufflePercent  of its messages that it sends after the next one
 * @param spikePercent    of its messages with registers far too high
 * @param driftPpm        by which its clock is fast, in millionths
 * @param seed            of chance
 */
public record Mischief(Duration rebootEvery, boolean losesResets, int duplicatePercent, int shufflePercent,
        int spikePercent, int driftPpm, long seed) {

    /** Does all right. */
    public static final Mischief NONE = new Mischief(null, false, 0, 0, 0, 0, 1);

    /** @throws IllegalArgumentException when something cannot be */
    public Mischief {
        for (int percent : new int[]{duplicatePercent, shufflePercent, spikePercent})
            if (percent < 0 || percent > 100) throw new IllegalArgumentException("percent are 0 to 100: " + percent);
        if (Math.abs(driftPpm) > 500_000)
            throw new IllegalArgumentException("a clock drifts by at most half: " + driftPpm);
        if (rebootEvery != null && rebootEvery.toMillis() < 1)
            throw new IllegalArgumentException("a device needs some time between two reboots");
    }
}
