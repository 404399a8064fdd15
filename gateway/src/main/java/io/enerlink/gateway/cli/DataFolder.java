package io.enerlink.gateway.cli;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Set;
import java.util.stream.Stream;
import io.enerlink.gateway.embedded.StartFailedException;
import io.enerlink.gateway.embedded.Survivors;

/** Everything one exchange keeps on disk, locked against a second one. */
final class DataFolder implements AutoCloseable {
    /** System property that tells the log where to be written. */
    static final String LOG_FILE = "enerlink.log.file";
    private static final String LOCK = "lock";
    private static final Set<String> OURS = Set.of("anvil", "broker", "journal", "keys", "postgres", "logs", "meters",
            LOCK,
            "runtime.json");

    private final Path root;
    private FileChannel channel;

    private DataFolder(Path root) {
        this.root = root;
    }

    /**
     * Takes a folder, made where it is missing.
     *
     * @param fresh delete what is in it and begin anew
     * @throws StartFailedException when another exchange runs on it, it cannot be written, or it holds other things
     */
    static DataFolder take(Path folder, boolean fresh) {
        DataFolder data = new DataFolder(folder.toAbsolutePath().normalize());
        System.setProperty(LOG_FILE, data.root.resolve("logs/enerlink.log").toString());
        try {
            Files.createDirectories(data.root);
            data.lock();
            if (fresh) data.empty();
            Files.createDirectories(data.root.resolve("logs"));
        } catch (IOException e) {
            data.close();
            throw new StartFailedException("cannot use the data folder " + folder + ": " + e.getMessage(), e);
        } catch (RuntimeException e) {
            data.close();
            throw e;
        }
        return data;
    }

    /** A folder to look into beside a running exchange, or empty hands. */
    static DataFolder lookInto(Path folder) {
        return new DataFolder(folder.toAbsolutePath().normalize());
    }

    /** Whether an exchange runs on it now. */
    boolean isTaken() {
        if (!Files.exists(root.resolve(LOCK))) return false;
        try (FileChannel probe = FileChannel.open(root.resolve(LOCK), StandardOpenOption.WRITE);
                FileLock lock = probe.tryLock()) {
            return lock == null;
        } catch (OverlappingFileLockException e) {
            return true;
        } catch (IOException e) {
            throw new StartFailedException("cannot look into the data folder " + root + ": " + e.getMessage(), e);
        }
    }

    private void lock() throws IOException {
        Path file = root.resolve(LOCK);
        channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            String holder = Files.readString(file).strip();
            throw new StartFailedException("an exchange runs on " + root + " already, process " + holder
                    + "; stop it or choose another folder with --data");
        }
        channel.truncate(0);
        channel.write(
                ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
    }

    private void empty() throws IOException {
        try (Stream<Path> entries = Files.list(root)) {
            for (Path entry : entries.toList())
                if (!OURS.contains(entry.getFileName().toString()))
                    throw new StartFailedException(
                            "--fresh would delete " + entry + ", which is not the exchange's; choose another folder");
        }
        delete(root.resolve("logs"));
        Survivors.stop(root);
        for (String name : OURS) if (!name.equals(LOCK) && !name.equals("logs")) delete(root.resolve(name));
    }

    private static void delete(Path tree) throws IOException {
        if (!Files.exists(tree)) return;
        try (Stream<Path> all = Files.walk(tree)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) Files.delete(path);
        }
    }

    Path root() { return root; }

    Path anvil() { return root.resolve("anvil"); }

    Path postgres() { return root.resolve("postgres"); }

    Path broker() { return root.resolve("broker"); }

    Path journal() { return root.resolve("journal"); }

    Path keys() { return root.resolve("keys"); }

    Path meters() { return root.resolve("meters"); }

    Path passphrase() { return keys().resolve("passphrase"); }

    Path runtimeFile() { return root.resolve("runtime.json"); }

    /** Gives the folder free. The lock's file stays: to delete it would let two take it. */
    @Override
    public void close() {
        try {
            if (channel != null) channel.close();
        } catch (IOException e) {
            throw new StartFailedException("cannot give the data folder free: " + e.getMessage(), e);
        }
    }
}
