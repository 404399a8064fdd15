package io.enerlink.benchmarks.durable;

import io.enerlink.engine.journal.DiskSpace;
import io.enerlink.engine.journal.Storage;
import io.enerlink.engine.journal.StorageFile;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** Counts what goes into the files of a storage once they have their names: the journal's batches. */
final class CountedStorage implements Storage {
    private final Storage storage;
    private final LongAdder forces = new LongAdder();
    private final LongAdder bytes = new LongAdder();

    CountedStorage(Storage storage) { this.storage = storage; }

    long forces() { return forces.sum(); }

    long bytes() { return bytes.sum(); }

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
            file.force();
            forces.increment();
        }

        @Override
        public void close() {
            file.close();
        }
    }
}
