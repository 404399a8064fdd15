package io.enerlink.engine.journal;

/** Hears how a start comes on: the snapshot that was taken, and how far the replay has come after each segment. */
@FunctionalInterface
public interface ReplayProgress {
    ReplayProgress NONE = (lastSequence, segmentsDone, segments) -> {};

    void replayed(long lastSequence, int segmentsDone, int segments);

    /** The state was loaded from a snapshot; what follows it in the journal is replayed now. */
    default void loaded(Snapshot snapshot) {}

    /** A snapshot is damaged: the one before it is tried next, and then the whole journal. */
    default void refused(JournalException damage) {}

    /** A crash had left a torn end, never acknowledged, which is cut off. */
    default void cut(String segment, int offset, int cutBytes) {}
}
