package io.enerlink.engine.pipeline;

/**
 * How full the journal's disk may become. Below the first limit new orders are refused, below the second the engine
 * stops cleanly: what it took until then is published, and the next start finds nothing torn.
 *
 * @param refuseBelowPermille free parts of 1,000 below which new orders are refused with STORAGE_LOW; 0: never
 * @param stopBelowPermille   free parts of 1,000 below which the engine stops, and does not start; 0: never
 * @param lookEveryMs         milliseconds between two looks at the disk
 */
public record DiskLimits(int refuseBelowPermille, int stopBelowPermille, long lookEveryMs) {
    public DiskLimits {
        if (stopBelowPermille < 0 || refuseBelowPermille < stopBelowPermille || refuseBelowPermille > 1_000)
            throw new IllegalArgumentException("limits of the disk must be 0 <= stop <= refuse <= 1000 parts of 1,000");
        if (lookEveryMs <= 0) throw new IllegalArgumentException("lookEveryMs must be above 0");
    }

    /** Refuses below 10 %, stops below 5 %, looks once a second. */
    public static DiskLimits defaults() {
        return new DiskLimits(100, 50, 1_000);
    }

    /** Looks at nothing. */
    public static DiskLimits none() {
        return new DiskLimits(0, 0, 1_000);
    }
}
