package io.enerlink.benchmarks.metering;

/**
 * How large the benchmark is.
 *
 * @param rounds    of throughput, idle consumer and ours in turns
 * @param messages  of a round
 * @param meters    that report at their usual pace, and are settled
 * @param seconds   for which they report
 * @param yearStepS between the readings of the year of history, in s
 */
public record Scale(int rounds, int messages, int meters, int seconds, int yearStepS) {

    /** As the targets say. */
    public static final Scale WHOLE = new Scale(5, 200_000, 10_000, 300, 10);
    /** In under a minute. */
    public static final Scale QUICK = new Scale(1, 10_000, 1_000, 5, 600);

    public Scale with(int otherMeters, int otherSeconds) {
        return new Scale(rounds, messages, otherMeters, otherSeconds, yearStepS);
    }
}
