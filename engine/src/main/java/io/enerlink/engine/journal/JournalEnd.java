package io.enerlink.engine.journal;

/**
 * Where a journal ends, and where it goes on.
 *
 * @param segment         name of the last segment, null where there is none yet
 * @param segmentBytes    to which it was preallocated
 * @param offset          in it, behind the last record
 * @param lastSequence    of the last record; 0 where there never was one
 * @param lastTimestampMs of the last record that was read, 0 where there was none
 * @param cutBytes        behind the end that a crash left torn: never acknowledged, and overwritten before anything is
 *                        appended
 */
public record JournalEnd(String segment, int segmentBytes, int offset, long lastSequence, long lastTimestampMs,
        int cutBytes) {
    boolean isFresh() { return segment == null; }
}
