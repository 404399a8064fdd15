package io.enerlink.gateway.metrics;

import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;
import org.HdrHistogram.Recorder;

import io.enerlink.gateway.session.Percentiles;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;

/**
 * How long one stage takes: all since the start for Prometheus, the last half to whole minute for people. Recording costs
 * some tens of nanoseconds and no garbage. Thread-safe.
 */
final class StageLatency {
    private static final long LONGEST_NS = 60_000_000_000L;
    private static final int DIGITS = 2;
    private static final long WINDOW_NS = 30_000_000_000L;
    private static final double NS_PER_SECOND = 1e9;
    private static final long[] BOUNDS_NS = bounds();

    private final Recorder recorder = new Recorder(LONGEST_NS, DIGITS);
    private final long[] counts = new long[BOUNDS_NS.length + 1];
    private final Histogram window = new Histogram(LONGEST_NS, DIGITS);
    private final Histogram windowBefore = new Histogram(LONGEST_NS, DIGITS);
    private Histogram interval;
    private double sumNs;
    private long windowSinceNs = System.nanoTime();

    /** 1, 2, 3, 5 and 7 of every power of ten from a microsecond to a second. */
    private static long[] bounds() {
        long[] steps = {1, 2, 3, 5, 7};
        long[] bounds = new long[6 * steps.length + 1];
        long unit = 1_000;
        for (int i = 0; i < bounds.length; i++) {
            bounds[i] = unit * steps[i % steps.length];
            if (i % steps.length == steps.length - 1) unit *= 10;
        }
        return bounds;
    }

    void record(long nanos) {
        recorder.recordValue(Math.clamp(nanos, 0, LONGEST_NS));
    }

    /** Null where nothing was recorded lately. */
    synchronized Percentiles recent() {
        fold();
        Histogram both = window.copy();
        both.add(windowBefore);
        return both.getTotalCount() == 0 ? null
                : new Percentiles(both.getValueAtPercentile(50), both.getValueAtPercentile(99));
    }

    synchronized HistogramDataPointSnapshot point(String stage) {
        fold();
        ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
        for (int i = 0; i < BOUNDS_NS.length; i++) buckets.bucket(BOUNDS_NS[i] / NS_PER_SECOND, counts[i]);
        buckets.bucket(Double.POSITIVE_INFINITY, counts[BOUNDS_NS.length]);
        return HistogramDataPointSnapshot.builder().labels(Labels.of("stage", stage))
                .classicHistogramBuckets(buckets.build()).sum(sumNs / NS_PER_SECOND).build();
    }

    /** Takes over what was recorded since the last time. */
    private void fold() {
        interval = recorder.getIntervalHistogram(interval);
        for (HistogramIterationValue step : interval.recordedValues()) {
            counts[bucket(step.getValueIteratedTo())] += step.getCountAtValueIteratedTo();
            sumNs += (double) interval.medianEquivalentValue(step.getValueIteratedTo())
                    * step.getCountAtValueIteratedTo();
        }
        turnWindow();
        window.add(interval);
    }

    private void turnWindow() {
        long nowNs = System.nanoTime();
        if (nowNs - windowSinceNs < WINDOW_NS) return;
        windowBefore.reset();
        if (nowNs - windowSinceNs < 2 * WINDOW_NS) windowBefore.add(window);
        window.reset();
        windowSinceNs = nowNs;
    }

    private static int bucket(long nanos) {
        int bucket = 0;
        while (bucket < BOUNDS_NS.length && nanos > BOUNDS_NS[bucket]) bucket++;
        return bucket;
    }
}
