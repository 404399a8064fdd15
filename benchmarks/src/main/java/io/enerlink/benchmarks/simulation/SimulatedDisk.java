package io.enerlink.benchmarks.simulation;

import io.enerlink.engine.journal.DiskSpace;
import io.enerlink.engine.journal.Storage;
import io.enerlink.engine.journal.StorageException;
import io.enerlink.engine.journal.StorageFile;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

/**
 * A disk with a page cache, in memory. Sectors of 512 bytes reach it whole, in any order, and some before they are
 * forced; names too. It outlives the processes that use it: at the operation it is told to, one dies,
 * or is told of a failure, and then the power may go.
 */
final class SimulatedDisk implements Storage {
    static final int SECTOR_BYTES = 512;

    /** How a disk fails who uses it, once. */
    enum Fault {
        SHORT_WRITE, FULL, FORCE
    }

    private static final int WRITE_BACK_ONE_IN = 16;

    private final Random random;
    private Map<String, Content> names = new LinkedHashMap<>();
    private Map<String, Content> forcedNames = new LinkedHashMap<>();
    private final List<Consumer<Map<String, Content>>> unforcedChanges = new ArrayList<>();
    private final Fate fate;
    private int process;
    private Fault fault;
    private long faultFrom;
    private String failedFile;
    private boolean crashAtDirectory;

    private static final class Content {
        private byte[] seen = new byte[0];
        private byte[] durable = new byte[0];
        private final BitSet unforced = new BitSet();

        void write(byte[] bytes, int length, int position) {
            if (length == 0) return;
            if (seen.length < position + length) seen = Arrays.copyOf(seen, position + length);
            System.arraycopy(bytes, 0, seen, position, length);
            unforced.set(position / SECTOR_BYTES, (position + length - 1) / SECTOR_BYTES + 1);
        }

        void reach(int sector) {
            reach(sector, sector + 1);
        }

        void reachAll() {
            for (int first = unforced.nextSetBit(0); first >= 0;) {
                int end = unforced.nextClearBit(first);
                reach(first, end);
                first = unforced.nextSetBit(end);
            }
        }

        private void reach(int firstSector, int endSector) {
            int from = firstSector * SECTOR_BYTES;
            int to = Math.min(seen.length, endSector * SECTOR_BYTES);
            if (durable.length < to) durable = Arrays.copyOf(durable, to);
            System.arraycopy(seen, from, durable, from, to - from);
        }
    }

    SimulatedDisk(Fate fate) {
        this.fate = fate;
        random = fate.random();
    }

    /** Lets the first operation fail that can fail this way, that many operations from now or later. */
    void failAfter(int more, Fault how) {
        fault = how;
        faultFrom = fate.operations() + more;
    }

    /** The file whose write or force failed; null where none did since the process began. */
    String failedFile() {
        return failedFile;
    }

    /** The process is gone: its files are closed, what it wrote is in the page cache. */
    void endProcess() {
        process++;
        failedFile = null;
        fault = null;
        crashAtDirectory = false;
    }

    /** Lets the process die when it has changed names and is about to force them. */
    void crashAtDirectory() {
        crashAtDirectory = true;
    }

    /** What was not forced is lost, or not, sector by sector. */
    void losePower() {
        int mood = random.nextInt(4);
        for (Content content : names.values()) settle(content, mood);
        for (Content content : forcedNames.values()) settle(content, mood);
        boolean inOrder = random.nextBoolean();
        int kept = random.nextInt(unforcedChanges.size() + 1);
        for (int i = 0; i < unforcedChanges.size(); i++)
            if (inOrder ? i < kept : random.nextBoolean()) unforcedChanges.get(i).accept(forcedNames);
        names = new LinkedHashMap<>(forcedNames);
        unforcedChanges.clear();
    }

    private void settle(Content content, int mood) {
        for (int sector = content.unforced.nextSetBit(0); sector >= 0; sector = content.unforced.nextSetBit(sector + 1))
            if (mood == 0 || mood > 1 && random.nextBoolean()) content.reach(sector);
        content.unforced.clear();
        content.seen = content.durable.clone();
    }

    /** Another disk with what can be read from this one. */
    SimulatedDisk copy() {
        SimulatedDisk copy = new SimulatedDisk(new Fate(random));
        names.forEach((name, content) -> {
            Content copied = new Content();
            copied.seen = content.seen.clone();
            copied.durable = content.seen.clone();
            copy.names.put(name, copied);
        });
        copy.forcedNames = new LinkedHashMap<>(copy.names);
        return copy;
    }

    void flip(String name, int bit) {
        Content content = names.get(name);
        content.seen[bit >> 3] ^= (byte) (1 << (bit & 7));
        content.durable = content.seen.clone();
    }

    /** What would be left of the files if the power went now, and the disk had done no more than it must. */
    Map<String, byte[]> durable() {
        Map<String, byte[]> durable = new LinkedHashMap<>();
        forcedNames.forEach((name, content) -> durable.put(name, content.durable));
        return durable;
    }

    byte[] bytes(String name) {
        return names.get(name).seen;
    }

    private boolean fails(Fault how) {
        if (fault != how || fate.operations() < faultFrom) return false;
        fault = null;
        return true;
    }

    /** Names reach the disk one by one, in any order, and all when the directory is forced. */
    private void change(Consumer<Map<String, Content>> change) {
        change.accept(names);
        unforcedChanges.add(change);
    }

    private static void move(Map<String, Content> directory, Content content, String from, String to) {
        directory.remove(from, content);
        directory.put(to, content);
    }

    @Override
    public List<String> list() {
        return new ArrayList<>(names.keySet());
    }

    @Override
    public StorageFile create(String name, long sizeBytes) {
        if (names.containsKey(name)) throw new StorageException(name + " exists");
        boolean struck = fate.strikes();
        if (struck && random.nextBoolean()) throw new Crash();
        Content content = new Content();
        change(directory -> directory.put(name, content));
        if (fails(Fault.FULL)) throw failure(name, "No space left on device");
        if (sizeBytes > 0)
            content.write(new byte[(int) sizeBytes],
                    struck ? random.nextInt((int) sizeBytes / SECTOR_BYTES + 1) * SECTOR_BYTES : (int) sizeBytes, 0);
        if (struck) throw new Crash();
        return new OpenFile(name, content);
    }

    @Override
    public StorageFile open(String name) {
        if (!names.containsKey(name)) throw new StorageException(name + " is missing");
        return new OpenFile(name, names.get(name));
    }

    @Override
    public void rename(String from, String to) {
        fate.wholly(() -> {
            if (!names.containsKey(from)) throw new StorageException(from + " is missing");
            Content content = names.get(from);
            change(directory -> move(directory, content, from, to));
        });
    }

    @Override
    public void delete(String name) {
        fate.wholly(() -> {
            if (!names.containsKey(name)) throw new StorageException(name + " is missing");
            change(directory -> directory.remove(name));
        });
    }

    @Override
    public void forceDirectory() {
        if (fate.strikes() || crashAtDirectory) throw fate.die();
        if (fails(Fault.FORCE)) throw failure("the directory", "Input/output error");
        forcedNames = new LinkedHashMap<>(names);
        unforcedChanges.clear();
    }

    @Override
    public DiskSpace space() {
        return new DiskSpace(0, 0);
    }

    @Override
    public void close() {}

    private StorageException failure(String file, String problem) {
        failedFile = file;
        return new StorageException("Cannot write " + file + ": " + problem);
    }

    private final class OpenFile implements StorageFile {
        private final String name;
        private final Content content;
        private final int owner = process;
        private boolean failed;

        private OpenFile(String name, Content content) {
            this.name = name;
            this.content = content;
        }

        @Override
        public long sizeBytes() { return content.seen.length; }

        @Override
        public int read(ByteBuffer target, long position) {
            int length = Math.max(0, Math.min(target.remaining(), content.seen.length - (int) position));
            if (length > 0) target.put(content.seen, (int) position, length);
            return length;
        }

        @Override
        public void write(ByteBuffer source, long position) {
            boolean struck = begin();
            byte[] bytes = new byte[source.remaining()];
            source.get(bytes);
            boolean shortened = !struck && fails(Fault.SHORT_WRITE);
            boolean full = !struck && !shortened && fails(Fault.FULL);
            int length = struck || shortened || full ? part(bytes.length, (int) position) : bytes.length;
            content.write(bytes, length, (int) position);
            if (random.nextInt(WRITE_BACK_ONE_IN) == 0) writeBack();
            if (struck) throw new Crash();
            if (shortened || full)
                fail(shortened ? "wrote " + length + " of " + bytes.length + " bytes"
                        : "No space left on device");
        }

        /** Like a kernel: what a failed force did not write is forgotten to be unforced, and no later force writes it. */
        @Override
        public void force() {
            boolean struck = begin();
            boolean failing = !struck && fails(Fault.FORCE);
            if (struck || failing) writeBack();
            if (struck) throw new Crash();
            if (!failing) content.reachAll();
            content.unforced.clear();
            if (failing) fail("Input/output error");
        }

        /** A write that is not finished ends with a sector. */
        private int part(int length, int position) {
            int end = position + random.nextInt(length + 1);
            return Math.max(0, end / SECTOR_BYTES * SECTOR_BYTES - position);
        }

        private boolean begin() {
            if (owner != process) throw new Crash();
            if (failed) throw new Violation(Check.HALT, name + " was used after it had failed");
            return fate.strikes();
        }

        private void fail(String problem) {
            failed = true;
            throw failure(name, problem);
        }

        private void writeBack() {
            content.unforced.stream().filter(sector -> random.nextBoolean()).forEach(content::reach);
        }

        @Override
        public void close() {}
    }
}
