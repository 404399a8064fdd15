package io.enerlink.engine.journal;

import io.enerlink.engine.client.HeapBuffer;
import java.nio.ByteBuffer;
import org.agrona.DirectBuffer;

/**
 * One file of the journal, read into memory, and how far its records are sound. Bytes past the end of the file read as
 * zeros. Closing it closes the file; the memory lives on in whatever segment is read after it.
 */
final class Segment implements AutoCloseable {
    /** A larger read would want as much memory again outside the heap. */
    private static final int READ_BYTES = 1 << 20;

    private final String name;
    private final StorageFile file;
    private final HeapBuffer bytes;
    private final RecordFormat records;
    private final SegmentHeader header;
    private int fileBytes;
    private int soundEnd = SegmentHeader.BYTES;
    private long soundSequence;

    private Segment(String name, StorageFile file, Segment previous) {
        this.name = name;
        this.file = file;
        ByteBuffer start = ByteBuffer.allocate(SegmentHeader.BYTES);
        file.read(start, 0);
        header = SegmentHeader.decode(start.flip(), name);
        boolean reusable = previous != null && previous.sizeBytes() == header.segmentBytes();
        bytes = reusable ? previous.bytes : new HeapBuffer(header.segmentBytes());
        records = reusable ? previous.records : new RecordFormat(ByteBuffer.wrap(bytes.byteArray()));
        soundSequence = header.firstSequence() - 1;
        reload();
    }

    /**
     * Reads a segment and verifies its records.
     *
     * @param previous gives its memory away, or null
     * @throws JournalException where its header is none
     */
    static Segment read(String name, StorageFile file, Segment previous) {
        return new Segment(name, file, previous);
    }

    /** Reads again what its writer may have changed since. */
    void reload() {
        ByteBuffer target = ByteBuffer.wrap(bytes.byteArray());
        fileBytes = 0;
        int read = READ_BYTES;
        while (read == READ_BYTES && fileBytes < sizeBytes()) {
            read = file.read(target.position(fileBytes).limit(Math.min(sizeBytes(), fileBytes + READ_BYTES)),
                    fileBytes);
            fileBytes += read;
        }
        bytes.setMemory(fileBytes, sizeBytes() - fileBytes, (byte) 0);
        verify();
    }

    /** From where all before is sound, as long as each record follows the one before it. */
    private void verify() {
        while (isRecord(soundEnd) && records.sequence(soundEnd) == soundSequence + 1) {
            soundEnd += RecordFormat.bytes(records.length(soundEnd));
            soundSequence++;
        }
    }

    String name() { return name; }

    SegmentHeader header() { return header; }

    RecordFormat records() { return records; }

    DirectBuffer buffer() { return bytes; }

    int sizeBytes() { return bytes.capacity(); }

    /** Less than {@link #sizeBytes()} only where somebody cut the file. */
    int fileBytes() { return fileBytes; }

    /** Where the first record should be that is none, or does not follow. */
    int soundEnd() { return soundEnd; }

    boolean isRecord(int at) {
        return records.isRecord(at, fileBytes);
    }

    /** Both bounds are multiples of eight. */
    boolean isZero(int from, int to) {
        for (int at = from; at < to; at += Long.BYTES) {
            if (bytes.getLong(at) != 0) return false;
        }
        return true;
    }

    /** @return the multiple of eight behind which all is zero; {@code from}, itself one, where all is */
    int lastNonZero(int from) {
        int at = sizeBytes();
        while (at > from && bytes.getLong(at - Long.BYTES) == 0) at -= Long.BYTES;
        return at;
    }

    @Override
    public void close() {
        file.close();
    }
}
