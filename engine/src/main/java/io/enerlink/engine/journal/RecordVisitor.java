package io.enerlink.engine.journal;

import org.agrona.DirectBuffer;

/** Receives the commands of a journal in their order. */
@FunctionalInterface
public interface RecordVisitor {
    /**
     * @param sequence    rises by one from record to record
     * @param timestampMs of the command, never falling
     * @param buffer      holds the command, an SBE message with its header, only during the call
     */
    void onRecord(long sequence, long timestampMs, DirectBuffer buffer, int offset, int length);
}
