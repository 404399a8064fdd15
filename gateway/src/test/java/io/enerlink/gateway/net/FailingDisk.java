package io.enerlink.gateway.net;

import io.enerlink.engine.journal.DiskSpace;
import io.enerlink.engine.journal.FileStorage;
import io.enerlink.engine.journal.Storage;
import io.enerlink.engine.journal.StorageFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/** A folder's disk that waits or fails where a test wants it to. */
final class FailingDisk implements Storage {
    private final Storage disk;
    private volatile Runnable beforeForce = () -> {};

    FailingDisk(Path folder) { disk = FileStorage.open(folder); }

    /** Runs before each force of a file; what it throws, the force throws. */
    void beforeForce(Runnable action) {
        beforeForce = action;
    }

    @Override
    public List<String> list() {
        return disk.list();
    }

    @Override
    public StorageFile create(String name, long sizeBytes) {
        return new File(disk.create(name, sizeBytes));
    }

    @Override
    public StorageFile open(String name) {
        return new File(disk.open(name));
    }

    @Override
    public void rename(String from, String to) {
        disk.rename(from, to);
    }

    @Override
    public void delete(String name) {
        disk.delete(name);
    }

    @Override
    public void forceDirectory() {
        disk.forceDirectory();
    }

    @Override
    public DiskSpace space() {
        return disk.space();
    }

    @Override
    public void close() {
        disk.close();
    }

    private final class File implements StorageFile {
        private final StorageFile file;

        File(StorageFile file) { this.file = file; }

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
            file.write(source, position);
        }

        @Override
        public void force() {
            beforeForce.run();
            file.force();
        }

        @Override
        public void close() {
            file.close();
        }
    }
}
