package io.enerlink.engine.journal;

import java.nio.ByteBuffer;

/** One file of the journal, read into memory. Bytes past the end of the file read as zeros. */
final class Segment {
    private static final byte[] ZEROS = new byte[1 << 16];

    private final String name;
    private final StorageFile file;
    private final ByteBuffer bytes;
    private final RecordFormat records;
    private final SegmentHeader header;
    private int fileBytes;

    private Segment(String name, StorageFile file, Segment previous) {
        this.name = name;
        this.file = file;
        ByteBuffer start = ByteBuffer.allocate(SegmentHeader.BYTES);
        file.read(start, 0);
        header = SegmentHeader.decode(start.flip(), name);
        boolean reusable = previous != null && previous.sizeBytes() == header.segmentBytes();
        bytes = reusable ? previous.bytes : ByteBuffer.allocateDirect(header.segmentBytes());
        records = reusable ? previous.records : new RecordFormat(bytes);
        reload();
    }

    /**
     * Reads a segment; the file stays with who opened it.
     *
     * @param previous gives its memory away, or null
     */
    static Segment read(String name, StorageFile file, Segment previous) {
        return new Segment(name, file, previous);
    }

    /** Reads again what its writer may have changed since. */
    void reload() {
        fileBytes = file.read(bytes.clear(), 0);
        for (int at = fileBytes; at < sizeBytes(); at += ZEROS.length) {
            bytes.put(at, ZEROS, 0, Math.min(ZEROS.length, sizeBytes() - at));
        }
    }

    String name() { return name; }

    SegmentHeader header() { return header; }

    RecordFormat records() { return records; }

    int sizeBytes() { return bytes.capacity(); }

    /** Less than {@link #sizeBytes()} only where somebody cut the file. */
    int fileBytes() { return fileBytes; }

    boolean isRecord(int at) {
        return records.isRecord(at, fileBytes);
    }

    /** Both bounds are multiples of eight. */
    boolean isZero(int from, int to) {
        for (int at = from; at < to; at += Long.BYTES) {
            if (records.word(at) != 0) return false;
        }
        return true;
    }

    /** @return the multiple of eight behind which all is zero; {@code from}, itself one, where all is */
    int lastNonZero(int from) {
        int at = sizeBytes();
        while (at > from && records.word(at - Long.BYTES) == 0) at -= Long.BYTES;
        return at;
    }
}
