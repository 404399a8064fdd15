package io.enerlink.engine.journal;

/**
 * @param segmentBytes size to which each file of the journal is preallocated
 * @param batchBytes   room for the commands gathered between two forces; more are written in several steps
 */
public record JournalConfig(int segmentBytes, int batchBytes) {
    private static final int MIN_BATCH_BYTES = 2 * RecordFormat.bytes(RecordFormat.MAX_PAYLOAD_BYTES);
    private static final int MAX_SEGMENT_BYTES = 1 << 30;

    public JournalConfig {
        if (batchBytes < MIN_BATCH_BYTES) throw new IllegalArgumentException("batchBytes below " + MIN_BATCH_BYTES);
        if (!isSegmentBytes(segmentBytes)) {
            throw new IllegalArgumentException("segmentBytes must be a multiple of " + RecordFormat.SECTOR_BYTES
                    + " from " + MIN_BATCH_BYTES + " to " + MAX_SEGMENT_BYTES);
        }
    }

    static boolean isSegmentBytes(int segmentBytes) {
        return segmentBytes % RecordFormat.SECTOR_BYTES == 0 && segmentBytes >= MIN_BATCH_BYTES
                && segmentBytes <= MAX_SEGMENT_BYTES;
    }

    public static JournalConfig defaults() {
        return new JournalConfig(64 << 20, 1 << 20);
    }
}
