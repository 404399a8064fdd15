package io.enerlink.engine.journal;

import io.enerlink.engine.image.StateImage;
import io.enerlink.engine.journal.SnapshotConfig.OldSegments;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * The snapshots beside a journal. The last two are kept, and every segment that the older of them needs; a snapshot has
 * its name only when all of it is durable.
 */
public final class Snapshots {
    /** Snapshots that are kept. */
    public static final int KEPT = 2;

    private static final String NEXT = "snapshot-next.tmp";
    private static final String BAD = ".bad";

    private final Storage storage;
    private final SnapshotTerms terms;

    /** @param terms null where snapshots are only looked at */
    public Snapshots(Storage storage, SnapshotTerms terms) {
        this.storage = storage;
        this.terms = terms;
    }

    /** The last commands of all snapshots there are, newest first. */
    public List<Long> sequences() {
        return storage.list().stream().filter(SnapshotFormat::isName).map(SnapshotFormat::sequence)
                .sorted(Comparator.reverseOrder()).toList();
    }

    /**
     * Reads a snapshot into an image, all of it verified.
     *
     * @throws SnapshotMismatchException where it is sound and of an exchange with other terms
     * @throws JournalException          where it is damaged; it says where and what to do
     */
    public Snapshot read(long sequence, StateImage image) {
        String name = SnapshotFormat.name(sequence);
        try (StorageFile file = storage.open(name)) {
            ByteBuffer header = ByteBuffer.allocate(SnapshotFormat.HEADER_BYTES);
            file.read(header, 0);
            long imageBytes = SnapshotFormat.requireHeader(header.flip(), name, file.sizeBytes(), terms);
            image.resize(imageBytes);
            CRC32C crc = new CRC32C();
            crc.update(header.rewind());
            long at = SnapshotFormat.HEADER_BYTES;
            for (int chunk = 0; chunk < image.chunks(); chunk++) {
                ByteBuffer bytes = image.chunk(chunk);
                at += file.read(bytes, at);
                crc.update(bytes.flip());
            }
            ByteBuffer trailer = ByteBuffer.allocate(SnapshotFormat.TRAILER_BYTES);
            file.read(trailer, at);
            return SnapshotFormat.requireTrailer(header, trailer.flip(), crc, name, at);
        }
    }

    /** @throws JournalException where what was loaded from a snapshot is not what it says it holds */
    public void requireHash(Snapshot snapshot, long stateHash) {
        if (stateHash == snapshot.stateHash()) return;
        String name = SnapshotFormat.name(snapshot.sequence());
        throw SnapshotFormat.refused(name, SnapshotFormat.HEADER_BYTES, "the state in it has the hash "
                + Long.toHexString(stateHash) + " where its trailer says " + Long.toHexString(snapshot.stateHash()));
    }

    /**
     * Makes a snapshot durable. Every command in it must be durable before, or a crash could leave a snapshot ahead of
     * its journal.
     *
     * @throws StorageException when the disk fails; no snapshot that was there before is gone then
     */
    public void write(Snapshot snapshot, StateImage image) {
        if (storage.list().contains(NEXT)) storage.delete(NEXT);
        try (StorageFile file = storage.create(NEXT, 0)) {
            ByteBuffer header = SnapshotFormat.header(snapshot, terms, image.sizeBytes());
            CRC32C crc = new CRC32C();
            crc.update(header.duplicate());
            file.write(header, 0);
            long at = SnapshotFormat.HEADER_BYTES;
            for (int chunk = 0; chunk < image.chunks(); chunk++) {
                ByteBuffer bytes = image.chunk(chunk);
                crc.update(bytes.duplicate());
                int length = bytes.remaining();
                file.write(bytes, at);
                at += length;
            }
            file.write(SnapshotFormat.trailer(snapshot, crc), at);
            file.force();
        }
        storage.rename(NEXT, SnapshotFormat.name(snapshot.sequence()));
        storage.forceDirectory();
    }

    /** What a check found of one snapshot. @param damage null where it is good */
    public record Checked(String file, Snapshot snapshot, JournalException damage) {}

    /** Verifies every snapshot in a directory, whatever exchange it is of, oldest first; beside a running one too. */
    public static List<Checked> check(Path directory) {
        try (Storage storage = FileStorage.readOnly(directory)) {
            Snapshots snapshots = new Snapshots(storage, null);
            return snapshots.sequences().reversed().stream().map(snapshots::check).toList();
        }
    }

    private Checked check(long sequence) {
        String name = SnapshotFormat.name(sequence);
        try {
            return new Checked(name, read(sequence, new StateImage()), null);
        } catch (JournalException e) {
            return new Checked(name, null, e);
        }
    }

    /**
     * Drops the snapshots beyond the last {@link #KEPT}, and the segments that none of these needs; but not the newest
     * snapshot at or before {@code storedThrough} nor what follows it, and no segment where there is no such snapshot.
     */
    public void drop(OldSegments oldSegments, long storedThrough) {
        List<Long> sequences = sequences();
        if (sequences.size() < KEPT) return;
        long oldestOfKept = sequences.get(KEPT - 1);
        long stored = sequences.stream().filter(sequence -> sequence <= storedThrough).findFirst().orElse(0L);
        sequences.stream().skip(KEPT).filter(sequence -> sequence != stored)
                .forEach(sequence -> storage.delete(SnapshotFormat.name(sequence)));
        dropSegments(Math.min(oldestOfKept, stored), oldSegments);
        storage.forceDirectory();
    }

    private void dropSegments(long lastSequence, OldSegments oldSegments) {
        List<String> segments = storage.list().stream().filter(SegmentHeader::isName).sorted().toList();
        for (int i = 0; i + 1 < segments.size(); i++) {
            if (SegmentHeader.firstSequence(segments.get(i + 1)) > lastSequence + 1) return;
            if (oldSegments == OldSegments.DELETE) storage.delete(segments.get(i));
            else
                storage.rename(segments.get(i), SegmentHeader.archivedName(segments.get(i)));
        }
    }

    /** Gives a bad snapshot another name, so that it does not count as one of those that are kept. */
    public void setAside(long sequence) {
        storage.rename(SnapshotFormat.name(sequence), SnapshotFormat.name(sequence) + BAD);
        storage.forceDirectory();
    }
}
