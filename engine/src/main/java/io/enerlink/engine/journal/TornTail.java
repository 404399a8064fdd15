package io.enerlink.engine.journal;

/**
 * Tells a crash from damage where the records of the last segment end. A crash loses sectors of the batch that was being
 * written: these still hold the zeros of the preallocation. It cannot touch what was forced before, and it leaves no
 * sector with something else in it. All else is damage, and to cut there would lose what was acknowledged.
 */
final class TornTail {
    private final Segment segment;
    private final int at;
    private final long expectedSequence;

    /**
     * @param at               where the first record should be that is none
     * @param expectedSequence what that record would have
     */
    TornTail(Segment segment, int at, long expectedSequence) {
        this.segment = segment;
        this.at = at;
        this.expectedSequence = expectedSequence;
    }

    /** @throws JournalException where a later record proves that the one here was durable: it is gone for another reason */
    void requireNothingDurableBehind() {
        int end = segment.lastNonZero(at);
        for (int next = at; next < end; next += Long.BYTES) {
            if (segment.buffer().getLong(next) != 0 && segment.isRecord(next)
                    && segment.records().durable(next) >= expectedSequence) {
                throw new JournalException(segment.name(), at, "command " + expectedSequence
                        + " was durable and is damaged, a sound record follows at offset " + next,
                        JournalException.RESTORE);
            }
        }
    }

    /** @throws JournalException where no crash leaves such bytes */
    void requireTorn() {
        requireNothingDurableBehind();
        int sectorEnd = Math.min(segment.sizeBytes(), sectorEnd(at));
        if (segment.isZero(at, sectorEnd) || isCutOff()) return;
        if (!segment.records().isLength(at) || !missesSector(sectorEnd)) {
            throw new JournalException(segment.name(), at, "command " + expectedSequence
                    + " is damaged though every part of it was written", JournalException.RESTORE);
        }
    }

    private boolean isCutOff() {
        int fileBytes = segment.fileBytes();
        if (fileBytes == segment.sizeBytes()) return false;
        return at + RecordFormat.HEADER_BYTES > fileBytes || segment.records().isLength(at) && recordEnd() > fileBytes;
    }

    private boolean missesSector(int firstSector) {
        for (int sector = firstSector; sector < recordEnd(); sector = sectorEnd(sector)) {
            if (segment.isZero(sector, Math.min(segment.sizeBytes(), sectorEnd(sector)))) return true;
        }
        return false;
    }

    private int recordEnd() {
        return Math.min(segment.sizeBytes(), at + RecordFormat.bytes(segment.records().length(at)));
    }

    private static int sectorEnd(int at) {
        return at / RecordFormat.SECTOR_BYTES * RecordFormat.SECTOR_BYTES + RecordFormat.SECTOR_BYTES;
    }
}
