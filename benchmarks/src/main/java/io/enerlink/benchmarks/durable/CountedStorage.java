package io.enerlink.benchmarks.durable;

import io.enerlink.engine.journal.DiskSpace;
import io.enerlink.engine.journal.Storage;
import io.enerlink.engine.journal.StorageFile;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Counts what goes into the files of a storage once they have their names, the journal's batches, and how long their forces
 * take; and notes when the first file was opened.
 */
final class CountedStorage implements Storage {
    private static final long LONGEST_NANOS = 60_000_000_000L;

    private final Storage storage;
    private final LongAdder forces = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final Histogram took = new ConcurrentHistogram(LONGEST_NANOS, 3);
    private volatile long openedNanos;

    CountedStorage(Storage storage) { this.storage = storage; }

    long forces() { return forces.sum(); }

    long bytes() { return bytes.sum(); }

    /** How long forces took since it was last emptied, in nanoseconds. */
    Histogram took() { return took; }

    /** {@link System#nanoTime()} when the first file was opened. */
    long openedNanos() { return openedNanos; }

    @Override
    public List<String> list() {
        return storage.list();
    }

    @Override
    public StorageFile create(String name, long sizeBytes) {
        return new Counted(storage.create(name, sizeBytes));
    }

    @Override
    public StorageFile open(String name) {
        if (openedNanos == 0) openedNanos = System.nanoTime();
        return new Counted(storage.open(name));
    }

    @Override
    public void rename(String from, String to) {
        storage.rename(from, to);
    }

    @Override
    public void delete(String name) {
        storage.delete(name);
    }

    @Override
    public void forceDirectory() {
        storage.forceDirectory();
    }

    @Override
    public DiskSpace space() {
        return storage.space();
    }

    @Override
    public void close() {
        storage.close();
    }

    private final class Counted implements StorageFile {
        private final StorageFile file;

        Counted(StorageFile file) { this.file = file; }

        @Override
        public long sizeBytes() {
            return file.sizeBytes();
        }

        @Override
        public int read(ByteBuffer target, long position) {
            return file.read(target, position);
        }

        @Override
        public void write(ByteBuffer source, long position) {
            bytes.add(source.remaining());
            file.write(source, position);
        }

        @Override
        public void force() {
            long before = System.nanoTime();
            file.force();
            took.recordValue(System.nanoTime() - before);
            forces.increment();
        }

        @Override
        public void close() {
            file.close();
        }
    }
}
