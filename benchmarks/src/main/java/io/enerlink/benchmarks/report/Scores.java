package io.enerlink.benchmarks.report;

import java.util.Arrays;

/** What the forks found for one subject. */
public final class Scores {
    private double[] values = new double[0];

    public void add(double value) {
        values = Arrays.copyOf(values, values.length + 1);
        values[values.length - 1] = value;
    }

    /** @throws IllegalStateException when nothing was found */
    public double median() {
        if (values.length == 0) throw new IllegalStateException("nothing was measured");
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    public double lowest() {
        return Arrays.stream(values).min().orElse(0);
    }

    public double highest() {
        return Arrays.stream(values).max().orElse(0);
    }
}
