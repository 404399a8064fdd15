package io.enerlink.engine.journal;

/** Sees each segment when all of it has been read. */
@FunctionalInterface
public interface SegmentVisitor {
    SegmentVisitor NONE = (name, firstSequence, lastSequence, usedBytes, sizeBytes) -> {};

    /**
     * @param lastSequence one below the first where it has no records yet
     * @param usedBytes    of the file, header and records
     */
    void onSegment(String name, long firstSequence, long lastSequence, int usedBytes, int sizeBytes);
}
