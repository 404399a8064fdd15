package io.enerlink.engine.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/** A real directory. Its owner holds a lock file, so two processes never write to the same one. */
public final class FileStorage implements Storage {
    /** Name of the lock file; it holds the process id of the owner, for people. */
    public static final String LOCK_FILE = "lock";

    private static final int ZEROS_BYTES = 1 << 20;

    private final Path directory;
    private final FileChannel lock;

    private FileStorage(Path directory, FileChannel lock) {
        this.directory = directory;
        this.lock = lock;
    }

    /**
     * Takes the directory for this process, creating it where it is missing.
     *
     * @throws StorageException when another process, or another part of this one, has it
     */
    public static FileStorage open(Path directory) {
        try {
            Files.createDirectories(directory);
            return new FileStorage(directory, lock(directory));
        } catch (IOException e) {
            throw new StorageException("Cannot use " + directory + ": " + e, e);
        }
    }

    /** Looks into a directory without taking it, beside its owner; whatever would change it is refused. */
    public static FileStorage readOnly(Path directory) {
        if (!Files.isDirectory(directory)) throw new StorageException("There is no directory " + directory);
        return new FileStorage(directory, null);
    }

    private static FileChannel lock(Path directory) throws IOException {
        FileChannel channel = FileChannel.open(directory.resolve(LOCK_FILE), StandardOpenOption.CREATE,
                StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            if (!tryLock(channel))
                throw new StorageException(directory + " is in use by " + owner(channel)
                        + "; stop it first, or choose another directory");
            String owner = "process " + ProcessHandle.current().pid() + "\n";
            channel.truncate(0).write(ByteBuffer.wrap(owner.getBytes(StandardCharsets.US_ASCII)), 0);
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static boolean tryLock(FileChannel channel) throws IOException {
        try {
            FileLock taken = channel.tryLock();
            return taken != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private static String owner(FileChannel channel) throws IOException {
        ByteBuffer text = ByteBuffer.allocate(64);
        channel.read(text, 0);
        String owner = new String(text.array(), 0, text.position(), StandardCharsets.US_ASCII).strip();
        return owner.isEmpty() ? "another process" : owner;
    }

    @Override
    public List<String> list() {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).toList();
        } catch (IOException e) {
            throw failed("list", directory, e);
        }
    }

    @Override
    public StorageFile create(String name, long sizeBytes) {
        requireOwner();
        Path path = directory.resolve(name);
        StorageFile file = open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            fill(file, sizeBytes);
            return file;
        } catch (StorageException e) {
            file.close();
            throw e;
        }
    }

    /** In small steps, so that a force of another file meanwhile never waits for all of it. */
    private static void fill(StorageFile file, long sizeBytes) {
        ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.min(ZEROS_BYTES, sizeBytes));
        for (long at = 0; at < sizeBytes; at += zeros.limit()) {
            zeros.position(0).limit((int) Math.min(zeros.capacity(), sizeBytes - at));
            file.write(zeros, at);
            file.force();
        }
    }

    @Override
    public StorageFile open(String name) {
        Path path = directory.resolve(name);
        return lock == null
                ? open(path, StandardOpenOption.READ)
                : open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    private static StorageFile open(Path path, OpenOption... options) {
        try {
            return new RealFile(path, FileChannel.open(path, options));
        } catch (IOException e) {
            throw failed("open", path, e);
        }
    }

    @Override
    public void rename(String from, String to) {
        requireOwner();
        try {
            Files.move(directory.resolve(from), directory.resolve(to), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw failed("rename", directory.resolve(from), e);
        }
    }

    @Override
    public void delete(String name) {
        requireOwner();
        try {
            Files.delete(directory.resolve(name));
        } catch (IOException e) {
            throw failed("delete", directory.resolve(name), e);
        }
    }

    @Override
    public void forceDirectory() {
        requireOwner();
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            throw failed("force", directory, e);
        }
    }

    @Override
    public DiskSpace space() {
        try {
            FileStore store = Files.getFileStore(directory);
            return new DiskSpace(store.getUsableSpace(), store.getTotalSpace());
        } catch (IOException e) {
            throw failed("measure", directory, e);
        }
    }

    @Override
    public void close() {
        if (lock == null) return;
        try {
            lock.close();
        } catch (IOException e) {
            throw failed("unlock", directory, e);
        }
    }

    private void requireOwner() {
        if (lock == null) throw new StorageException(directory + " was opened for reading only");
        if (!lock.isOpen()) throw new StorageException(directory + " has been given up");
    }

    private static StorageException failed(String what, Path path, IOException cause) {
        return new StorageException("Cannot " + what + " " + path + ": " + cause, cause);
    }

    private record RealFile(Path path, FileChannel channel) implements StorageFile {
        @Override
        public long sizeBytes() {
            try {
                return channel.size();
            } catch (IOException e) {
                throw failed("measure", path, e);
            }
        }

        @Override
        public int read(ByteBuffer target, long position) {
            int start = target.position();
            try {
                while (target.hasRemaining()) {
                    if (channel.read(target, position + target.position() - start) < 0) break;
                }
            } catch (IOException e) {
                throw failed("read", path, e);
            }
            return target.position() - start;
        }

        @Override
        public void write(ByteBuffer source, long position) {
            int start = source.position();
            try {
                while (source.hasRemaining()) channel.write(source, position + source.position() - start);
            } catch (IOException e) {
                throw failed("write", path, e);
            }
        }

        @Override
        public void force() {
            try {
                channel.force(false);
            } catch (IOException e) {
                throw failed("force", path, e);
            }
        }

        @Override
        public void close() {
            try {
                channel.close();
            } catch (IOException e) {
                throw failed("close", path, e);
            }
        }
    }
}
