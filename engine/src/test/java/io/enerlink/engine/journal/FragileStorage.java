package io.enerlink.engine.journal;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/** A disk in memory that forgets what was not forced, sector by sector, and fails when it is told to. Thread-safe. */
public final class FragileStorage implements Storage {
    private final Map<String, Content> files = new LinkedHashMap<>();
    private Map<String, Content> durableNames = new LinkedHashMap<>();
    private Runnable beforeForce = () -> {};
    private volatile int freePermille = 500;
    private final AtomicInteger forces = new AtomicInteger();

    private static final class Content {
        private byte[] seen;
        private byte[] durable;
        private final BitSet dirtySectors = new BitSet();

        private Content(byte[] bytes) {
            seen = bytes;
            durable = bytes.clone();
        }
    }

    /** Runs before each force of a file; what it throws, the force throws. */
    public void beforeForce(Runnable action) {
        beforeForce = action;
    }

    public int forces() { return forces.get(); }

    /** What is left when the power goes: of each sector that was not forced, the old or the new content. */
    public synchronized FragileStorage crash(Random random) {
        FragileStorage left = new FragileStorage();
        Map<String, Content> names = random.nextBoolean() ? files : durableNames;
        names.forEach((name, content) -> left.files.put(name, new Content(tear(content, random))));
        left.durableNames = new LinkedHashMap<>(left.files);
        return left;
    }

    private static byte[] tear(Content content, Random random) {
        byte[] torn = content.durable.clone();
        for (int sector : content.dirtySectors.stream().toArray()) {
            if (random.nextBoolean()) torn = withSector(torn, content.seen, sector);
        }
        return torn;
    }

    private static byte[] withSector(byte[] target, byte[] source, int sector) {
        int start = sector * RecordFormat.SECTOR_BYTES;
        int end = Math.min(source.length, start + RecordFormat.SECTOR_BYTES);
        byte[] result = target.length < end ? Arrays.copyOf(target, end) : target;
        System.arraycopy(source, start, result, start, end - start);
        return result;
    }

    private static int sectors(long bytes) {
        return (int) ((bytes + RecordFormat.SECTOR_BYTES - 1) / RecordFormat.SECTOR_BYTES);
    }

    public synchronized FragileStorage copy() {
        FragileStorage copy = new FragileStorage();
        files.forEach((name, content) -> copy.files.put(name, new Content(content.seen.clone())));
        copy.durableNames = new LinkedHashMap<>(copy.files);
        return copy;
    }

    public synchronized byte[] bytes(String name) {
        return files.get(name).seen.clone();
    }

    public synchronized FragileStorage with(String name, byte[] bytes) {
        files.put(name, new Content(bytes));
        return this;
    }

    @Override
    public synchronized List<String> list() {
        return new ArrayList<>(files.keySet());
    }

    @Override
    public synchronized StorageFile create(String name, long sizeBytes) {
        if (files.containsKey(name)) throw new StorageException(name + " exists");
        Content content = new Content(new byte[0]);
        content.seen = new byte[(int) sizeBytes];
        content.dirtySectors.set(0, sectors(sizeBytes));
        files.put(name, content);
        return new OpenFile(content);
    }

    @Override
    public synchronized StorageFile open(String name) {
        if (!files.containsKey(name)) throw new StorageException(name + " is missing");
        return new OpenFile(files.get(name));
    }

    @Override
    public synchronized void rename(String from, String to) {
        files.put(to, files.remove(from));
    }

    @Override
    public synchronized void delete(String name) {
        files.remove(name);
    }

    @Override
    public synchronized void forceDirectory() {
        durableNames = new LinkedHashMap<>(files);
    }

    /** Says so when asked how full it is. */
    public void free(int permille) {
        freePermille = permille;
    }

    @Override
    public DiskSpace space() { return new DiskSpace(freePermille, 1_000); }

    @Override
    public void close() {}

    private final class OpenFile implements StorageFile {
        private final Content content;

        private OpenFile(Content content) { this.content = content; }

        @Override
        public long sizeBytes() {
            synchronized (FragileStorage.this) {
                return content.seen.length;
            }
        }

        @Override
        public int read(ByteBuffer target, long position) {
            synchronized (FragileStorage.this) {
                int length = Math.max(0, Math.min(target.remaining(), content.seen.length - (int) position));
                target.put(content.seen, (int) position, length);
                return length;
            }
        }

        @Override
        public void write(ByteBuffer source, long position) {
            synchronized (FragileStorage.this) {
                int end = (int) position + source.remaining();
                if (content.seen.length < end) content.seen = Arrays.copyOf(content.seen, end);
                if (end > position) content.dirtySectors.set((int) position / RecordFormat.SECTOR_BYTES, sectors(end));
                source.get(content.seen, (int) position, source.remaining());
            }
        }

        /** Like a kernel: what a failed force did not write is forgotten to be dirty, and no later force writes it. */
        @Override
        public void force() {
            try {
                beforeForce.run();
            } catch (StorageException e) {
                synchronized (FragileStorage.this) {
                    content.dirtySectors.clear();
                }
                throw e;
            }
            forces.incrementAndGet();
            synchronized (FragileStorage.this) {
                byte[] durable = content.durable.clone();
                for (int sector : content.dirtySectors.stream().toArray()) {
                    durable = withSector(durable, content.seen, sector);
                }
                content.durable = durable;
                content.dirtySectors.clear();
            }
        }

        @Override
        public void close() {}
    }
}
