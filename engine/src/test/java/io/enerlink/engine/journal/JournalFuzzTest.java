package io.enerlink.engine.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.enerlink.engine.client.HeapBuffer;
import io.enerlink.engine.image.StateImage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever lies in a journal's directory, reading it ends with the commands that were written or with a
 * {@link JournalException}, and so does reading a snapshot. The first byte of an input says what the others are: a
 * segment or a snapshot as it is, one whose checksums are made right, records with right checksums, or changes to a
 * journal that was sound.
 */
class JournalFuzzTest {
    private static final String FIRST = SegmentHeader.name(1);
    private static final SnapshotTerms TERMS = new SnapshotTerms(1, 16, 2, 512);
    private static final Snapshot TAKEN = new Snapshot(77, 1_700_000_000_000L, 0x1234);
    private static final int BYTES = 40;
    private static final int FIRST_BATCH = 5;
    private static final int SECOND_BATCH = 6;
    private static final int MAX_CHANGES = 8;
    private static final byte[] SOUND = sound();

    private static byte[] sound() {
        FragileStorage storage = new FragileStorage();
        Journal journal = JournalScript.open(storage);
        JournalScript.append(journal, FIRST_BATCH, BYTES);
        journal.commit();
        JournalScript.append(journal, SECOND_BATCH, BYTES);
        journal.commit();
        return storage.bytes(FIRST);
    }

    static Stream<byte[]> seeds() {
        byte[] start = Arrays.copyOf(SOUND, 2_048);
        byte[] records = Arrays.copyOfRange(SOUND, SegmentHeader.BYTES, 1_024);
        return Stream.of(kind(0, start), kind(1, start), kind(2, records), kind(5, new byte[]{0, 100, 1}),
                kind(5, new byte[]{0, 64, 7, 1, 0, (byte) 0xFF}), kind(3, snapshot()), kind(4, snapshot()));
    }

    private static byte[] snapshot() {
        FragileStorage storage = new FragileStorage();
        StateImage image = new StateImage();
        image.save();
        image.carry(new long[]{1, 2, 3}, 3);
        new Snapshots(storage, TERMS).write(TAKEN, image);
        return storage.bytes(SnapshotFormat.name(TAKEN.sequence()));
    }

    private static byte[] kind(int kind, byte[] input) {
        byte[] seed = new byte[input.length + 1];
        seed[0] = (byte) kind;
        System.arraycopy(input, 0, seed, 1, input.length);
        return seed;
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "30s")
    void noBytesHarmTheReader(byte[] input) {
        if (input.length == 0) return;
        byte[] rest = Arrays.copyOfRange(input, 1, input.length);
        switch (input[0] & 7) {
            case 0 -> read(rest);
            case 1 -> read(withHeaderChecksum(rest));
            case 2 -> read(withRecordChecksums(rest));
            case 3 -> readSnapshot(rest);
            case 4 -> readSnapshot(withSnapshotChecksums(rest));
            default -> readChanged(rest);
        }
    }

    private static List<String> read(byte[] segment) {
        FragileStorage storage = new FragileStorage().with(FIRST, segment);
        try {
            List<String> found = JournalScript.read(storage);
            reopen(storage, found);
            return found;
        } catch (JournalException named) {
            assertEquals(FIRST, named.file());
            assertTrue(named.offset() >= 0 && named.getMessage().startsWith(FIRST), named.getMessage());
            return null;
        }
    }

    /** What was read is there again, and one more, when the journal has gone on. */
    private static void reopen(FragileStorage storage, List<String> found) {
        try (Journal journal = JournalScript.open(storage)) {
            JournalScript.append(journal, 1, BYTES);
            journal.commit();
            List<String> expected = new ArrayList<>(found);
            expected.add(JournalScript.text(found.size() + 1, BYTES));
            assertEquals(expected, JournalScript.read(storage));
        }
    }

    /** Sizes that are allowed, but so large that each input would take a second, are left to other tests. */
    private static byte[] withHeaderChecksum(byte[] segment) {
        if (segment.length < SegmentHeader.BYTES) return segment;
        int segmentBytes = new HeapBuffer(segment).getInt(12, ByteOrder.LITTLE_ENDIAN);
        if (segmentBytes > 1 << 20 && segmentBytes <= 1 << 30) return new byte[0];
        CRC32C crc = new CRC32C();
        crc.update(segment, 0, 24);
        return putInt(segment.clone(), 24, (int) crc.getValue());
    }

    /** The bytes behind a sound header; where a record's length fits, its checksum does. */
    private static byte[] withRecordChecksums(byte[] records) {
        byte[] segment = Arrays.copyOf(SOUND, SOUND.length);
        Arrays.fill(segment, SegmentHeader.BYTES, segment.length, (byte) 0);
        int length = Math.min(records.length, segment.length - SegmentHeader.BYTES);
        System.arraycopy(records, 0, segment, SegmentHeader.BYTES, length);
        RecordFormat format = new RecordFormat(ByteBuffer.wrap(segment));
        CRC32C crc = new CRC32C();
        for (int at = SegmentHeader.BYTES; at + RecordFormat.HEADER_BYTES <= segment.length && format.isLength(at);) {
            int end = at + RecordFormat.HEADER_BYTES + format.length(at);
            if (end > segment.length) break;
            crc.reset();
            crc.update(segment, at + 8, end - at - 8);
            putInt(segment, at + 4, (int) crc.getValue());
            at += RecordFormat.bytes(format.length(at));
        }
        return segment;
    }

    private static byte[] putInt(byte[] bytes, int at, int value) {
        new HeapBuffer(bytes).putInt(at, value, ByteOrder.LITTLE_ENDIAN);
        return bytes;
    }

    /** Three bytes a change: where, and what is mixed in. */
    private static void readChanged(byte[] changes) {
        byte[] segment = SOUND.clone();
        int count = Math.min(MAX_CHANGES, changes.length / 3);
        for (int i = 0; i < count; i++) {
            int at = (changes[3 * i] & 0xFF) << 8 | changes[3 * i + 1] & 0xFF;
            segment[at % segment.length] ^= changes[3 * i + 2];
        }
        List<String> found = read(segment);
        if (found == null) return;
        List<String> written = JournalScript.texts(1, FIRST_BATCH + SECOND_BATCH, BYTES);
        assertTrue(found.size() <= written.size() && written.subList(0, found.size()).equals(found), "altered");
        if (count == 1) assertEquals(written, found, "lost");
    }

    private static void readSnapshot(byte[] file) {
        String name = SnapshotFormat.name(TAKEN.sequence());
        FragileStorage storage = new FragileStorage().with(name, file);
        StateImage image = new StateImage();
        try {
            Snapshot read = new Snapshots(storage, TERMS).read(TAKEN.sequence(), image);
            assertEquals(TAKEN.sequence(), read.sequence());
            assertEquals(file.length, SnapshotFormat.HEADER_BYTES + image.sizeBytes() + SnapshotFormat.TRAILER_BYTES);
        } catch (JournalException named) {
            assertEquals(name, named.file());
        }
    }

    private static byte[] withSnapshotChecksums(byte[] file) {
        if (file.length < SnapshotFormat.HEADER_BYTES + SnapshotFormat.TRAILER_BYTES) return file;
        byte[] right = file.clone();
        CRC32C crc = new CRC32C();
        crc.update(right, 0, SnapshotFormat.HEADER_BYTES - 4);
        putInt(right, SnapshotFormat.HEADER_BYTES - 4, (int) crc.getValue());
        crc.reset();
        crc.update(right, 0, right.length - 4);
        return putInt(right, right.length - 4, (int) crc.getValue());
    }
}
