package io.enerlink.benchmarks.book;

import io.enerlink.benchmarks.flow.Workload;

/** How many times faster than others we want to be. */
final class Targets {
    private Targets() {}

    static double ofExchangeCore(Workload workload, Subjects subject) {
        boolean handles = subject.usesHandles();
        if (!workload.isMix()) return handles ? 7 : 5;
        if (!handles) return workload.resting() > 1_000 ? 0 : 2.2;
        return workload.resting() > 1_000 ? 4 : 3;
    }

    static double ofTextbook(Workload workload, Subjects subject) {
        if (workload.isMix()) return 0;
        return subject.usesHandles() ? 4 : 3;
    }
}
