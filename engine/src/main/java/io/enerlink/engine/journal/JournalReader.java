package io.enerlink.engine.journal;

import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Executor;

/** Reads all segments in their order and verifies every byte that was ever acknowledged. Changes nothing. */
public final class JournalReader {
    private final Storage storage;
    private final boolean besideWriter;
    private final RecordVisitor visitor;
    private final ReplayProgress progress;
    private final SegmentVisitor segments;
    private final Executor executor;

    private Segment segment;
    private long expectedSequence;
    private long lastTimestampMs;

    JournalReader(Storage storage, boolean besideWriter, RecordVisitor visitor, ReplayProgress progress,
            SegmentVisitor segments, Executor executor) {
        this.storage = storage;
        this.besideWriter = besideWriter;
        this.visitor = visitor;
        this.progress = progress;
        this.segments = segments;
        this.executor = executor;
    }

    /**
     * Shows every command of the journal in a directory, up to the last whole one; also beside a running exchange, whose
     * half-written end is then passed over.
     *
     * @throws JournalException where something is missing or damaged
     * @throws StorageException where the directory cannot be read
     */
    public static JournalEnd forEach(Path directory, RecordVisitor visitor) {
        try (Storage storage = FileStorage.readOnly(directory)) {
            return new JournalReader(storage, true, visitor, ReplayProgress.NONE, SegmentVisitor.NONE, Runnable::run)
                    .read(0);
        }
    }

    /**
     * Shows what there is of a journal whose first segments may have been moved elsewhere or deleted, as
     * {@link #forEach(Path, RecordVisitor)} does.
     *
     * @throws JournalException where something is missing or damaged behind its first segment's beginning
     * @throws StorageException where the directory cannot be read
     */
    public static JournalEnd forEachPresent(Path directory, RecordVisitor visitor, SegmentVisitor segments) {
        try (Storage storage = FileStorage.readOnly(directory)) {
            long first = storage.list().stream()
                    .filter(name -> SegmentHeader.isName(name) || SegmentHeader.isArchivedName(name))
                    .mapToLong(SegmentHeader::firstSequence).min().orElse(1);
            return new JournalReader(storage, true, visitor, ReplayProgress.NONE, segments, Runnable::run)
                    .read(first - 1);
        }
    }

    /**
     * Shows the commands behind {@code afterSequence}, whose segments must all be there; also beside a running exchange.
     *
     * @throws JournalException where something is missing or damaged
     */
    public static JournalEnd forEachAfter(Storage storage, long afterSequence, RecordVisitor visitor) {
        return new JournalReader(storage, true, visitor, ReplayProgress.NONE, SegmentVisitor.NONE, Runnable::run)
                .read(afterSequence);
    }

    /** Shows the records behind {@code afterSequence}; segments that end before it may be gone. */
    JournalEnd read(long afterSequence) {
        List<String> names = segmentsFrom(afterSequence + 1);
        if (names.isEmpty()) return new JournalEnd(null, 0, 0, afterSequence, 0, 0);
        expectedSequence = SegmentHeader.firstSequence(names.getFirst());
        try (ReadAhead ahead = new ReadAhead(storage, besideWriter, names, executor)) {
            for (int i = 1; i < names.size(); i++) {
                readClosed(ahead, afterSequence);
                requireNext(names.get(i));
                progress.replayed(expectedSequence - 1, i, names.size());
            }
            JournalEnd end = readLast(ahead, afterSequence);
            progress.replayed(expectedSequence - 1, names.size(), names.size());
            return end;
        }
    }

    private List<String> segmentsFrom(long firstSequence) {
        TreeMap<Long, String> found = new TreeMap<>();
        List<String> names = storage.list();
        names.stream().filter(SegmentHeader::isArchivedName).forEach(name -> add(found, name));
        boolean archivedOnly = !found.isEmpty() && names.stream().noneMatch(SegmentHeader::isName);
        names.stream().filter(SegmentHeader::isName).forEach(name -> add(found, name));
        if (found.isEmpty() && firstSequence == 1) return List.of();
        if (archivedOnly)
            throw new JournalException(found.lastEntry().getValue(), 0, "no segment follows the archived ones",
                    JournalException.BRING_BACK);
        Long first = found.floorKey(firstSequence);
        if (first != null) return List.copyOf(found.tailMap(first).values());
        throw new JournalException(SegmentHeader.name(firstSequence), 0, "the segment with command " + firstSequence
                + " is missing", JournalException.BRING_BACK);
    }

    private static void add(TreeMap<Long, String> segments, String name) {
        segments.put(SegmentHeader.firstSequence(name), name);
    }

    private void readClosed(ReadAhead ahead, long afterSequence) {
        try (Segment next = ahead.next()) {
            segment = next;
            int end = readRecords(SegmentHeader.BYTES, afterSequence);
            if (end + Long.BYTES <= segment.sizeBytes() && segment.buffer().getLong(end) != 0) {
                throw new JournalException(segment.name(), end, "command " + expectedSequence + " is damaged",
                        JournalException.RESTORE);
            }
            tellSegment(end);
        }
    }

    private void tellSegment(int end) {
        segments.onSegment(segment.name(), segment.header().firstSequence(), expectedSequence - 1, end,
                segment.sizeBytes());
    }

    private void requireNext(String name) {
        long firstSequence = SegmentHeader.firstSequence(name);
        if (firstSequence != expectedSequence)
            throw new JournalException(name, 0, "commands " + expectedSequence
                    + " to " + (firstSequence - 1) + " are missing before it", JournalException.BRING_BACK);
    }

    private JournalEnd readLast(ReadAhead ahead, long afterSequence) {
        try (Segment last = ahead.next()) {
            segment = last;
            int end = readRecords(SegmentHeader.BYTES, afterSequence);
            if (besideWriter) {
                end = passWriter(end, afterSequence);
            } else {
                new TornTail(segment, end, expectedSequence).requireTorn();
            }
            if (expectedSequence <= afterSequence)
                throw new JournalException(last.name(), end, "it ends with command "
                        + (expectedSequence - 1) + ", before the snapshot at " + afterSequence,
                        JournalException.RESTORE);
            tellSegment(end);
            return new JournalEnd(last.name(), segment.sizeBytes(), end, expectedSequence - 1, lastTimestampMs,
                    segment.lastNonZero(end) - end);
        }
    }

    /** What looks damaged may only have been written behind our back: then it is sound when read again. */
    private int passWriter(int end, long afterSequence) {
        try {
            new TornTail(segment, end, expectedSequence).requireNothingDurableBehind();
            return end;
        } catch (JournalException e) {
            segment.reload();
            int now = readRecords(end, afterSequence);
            if (now == end) throw e;
            return now;
        }
    }

    /** @return where the first record should be that is none */
    private int readRecords(int from, long afterSequence) {
        RecordFormat records = segment.records();
        int at = from;
        while (at < segment.soundEnd()) {
            lastTimestampMs = records.timestampMs(at);
            int length = records.length(at);
            if (expectedSequence > afterSequence)
                visitor.onRecord(expectedSequence, lastTimestampMs, segment.buffer(), at + RecordFormat.HEADER_BYTES,
                        length);
            expectedSequence++;
            at += RecordFormat.bytes(length);
        }
        if (segment.isRecord(at))
            throw new JournalException(segment.name(), at, "command " + expectedSequence + " should be here, not "
                    + records.sequence(at), JournalException.RESTORE);
        return at;
    }
}
