package io.enerlink.benchmarks.book;

import io.enerlink.benchmarks.flow.Workload;

/** How many times faster than others we want to be. */
final class Targets {
    private Targets() {}

    static double ofExchangeCore(Workload workload, Subjects subject) {
        boolean handles = subject.usesHandles();
        if (workload.isOneSided()) return 0;
        if (!workload.isMix()) return handles ? 7 : 5;
        return switch (workload.resting()) {
            case 1_000 -> handles ? 3 : 2.2;
            case 100_000 -> handles ? 4 : 0;
            default -> 0;
        };
    }

    static double ofTextbook(Workload workload, Subjects subject) {
        if (workload.isMix() || workload.isOneSided()) return 0;
        return subject.usesHandles() ? 4 : 3;
    }
}
