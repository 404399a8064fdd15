package io.enerlink.engine.journal;

/** Hears how far a replay has come, after each segment. */
@FunctionalInterface
public interface ReplayProgress {
    ReplayProgress NONE = (lastSequence, segmentsDone, segments) -> {};

    void replayed(long lastSequence, int segmentsDone, int segments);
}
