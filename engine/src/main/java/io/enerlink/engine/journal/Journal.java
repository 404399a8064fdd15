package io.enerlink.engine.journal;

import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import org.agrona.DirectBuffer;

/**
 * The log of all commands: appended to in batches, each made durable by one write and one force. The first write or
 * force that fails ends it for ever, since after a failed force nobody knows what the disk holds. Single-threaded.
 */
public final class Journal implements AutoCloseable {
    private final NextSegment nextSegment;
    private final int newSegmentBytes;
    private final ByteBuffer batch;
    private final RecordFormat records;

    private StorageFile segment;
    private int segmentBytes;
    private int segmentAt;
    private int batchAt;
    private long lastSequence;
    private long durableSequence;
    private Throwable death;

    private Journal(Storage storage, JournalConfig config, JournalEnd end, Executor background) {
        newSegmentBytes = config.segmentBytes();
        batch = ByteBuffer.allocateDirect(config.batchBytes());
        records = new RecordFormat(batch);
        lastSequence = end.lastSequence();
        durableSequence = lastSequence;
        if (!end.isFresh()) reopen(storage, end);
        nextSegment = new NextSegment(storage, newSegmentBytes, background);
        if (end.isFresh()) roll();
    }

    /**
     * Goes on where a replay found the end, after what a crash left torn behind it has been overwritten.
     *
     * @param background prepares the next segment; a direct executor does it in line
     */
    public static Journal open(Storage storage, JournalConfig config, JournalEnd end, Executor background) {
        return new Journal(storage, config, end, background);
    }

    /**
     * The last batch was perhaps never forced, or its force failed and the page cache only pretends: it is written again
     * before anything relies on it. So it may be with the segment's name, where a process died just after giving it.
     */
    private void reopen(Storage storage, JournalEnd end) {
        segment = storage.open(end.segment());
        segmentBytes = end.segmentBytes();
        segmentAt = end.offset();
        int from = Math.max(0, segmentAt - batch.capacity());
        batch.position(0).limit(segmentAt - from);
        segment.read(batch, from);
        segment.write(batch.flip(), from);
        boolean shortened = segment.sizeBytes() < segmentBytes;
        segment.write(ByteBuffer.allocate(shortened ? segmentBytes - segmentAt : end.cutBytes()), segmentAt);
        segment.force();
        storage.forceDirectory();
    }

    /** Last command that was appended. */
    public long lastSequence() { return lastSequence; }

    /** Last command that survives whatever happens now. */
    public long durableSequence() { return durableSequence; }

    /**
     * Gathers a command. It is durable when {@link #commit()} has returned, or earlier where the batch is full.
     *
     * @throws IllegalArgumentException for a sequence that does not follow, or a command longer than 32,767 bytes
     * @throws StorageException         when the disk fails; from then on every call fails
     */
    public void append(long sequence, long timestampMs, DirectBuffer command, int offset, int length) {
        requireAlive();
        if (sequence != lastSequence + 1) {
            throw new IllegalArgumentException("command " + sequence + " does not follow " + lastSequence);
        }
        int recordBytes = RecordFormat.bytes(length);
        if (batchAt + recordBytes > batch.capacity()) commit();
        if (segmentAt + batchAt + recordBytes > segmentBytes) {
            commit();
            roll();
        }
        batchAt += records.write(batchAt, sequence, timestampMs, durableSequence, command, offset, length);
        lastSequence = sequence;
    }

    /**
     * Makes everything that was appended durable.
     *
     * @throws StorageException when the disk fails; from then on every call fails
     */
    public void commit() {
        requireAlive();
        if (batchAt == 0) return;
        try {
            segment.write(batch.position(0).limit(batchAt), segmentAt);
            segment.force();
        } catch (RuntimeException | Error e) {
            death = e;
            throw e;
        }
        segmentAt += batchAt;
        batchAt = 0;
        durableSequence = lastSequence;
    }

    private void roll() {
        try {
            StorageFile next = nextSegment.take(lastSequence + 1);
            if (segment != null) segment.close();
            segment = next;
        } catch (RuntimeException | Error e) {
            death = e;
            throw e;
        }
        segmentBytes = newSegmentBytes;
        segmentAt = SegmentHeader.BYTES;
    }

    private void requireAlive() {
        if (death != null) throw new IllegalStateException("The journal is dead since a failure of the disk", death);
    }

    /** Lets go of the files. What was not committed is lost, as in a crash. */
    @Override
    public void close() {
        nextSegment.close();
        segment.close();
        death = new IllegalStateException("closed");
    }
}
