package io.enerlink.engine.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.enerlink.engine.client.HeapBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.enerlink.engine.journal.FileStorage;
import io.enerlink.engine.journal.FragileStorage;
import io.enerlink.engine.journal.JournalConfig;
import io.enerlink.engine.journal.JournalException;
import io.enerlink.engine.journal.ReplayProgress;
import io.enerlink.engine.journal.Snapshot;
import io.enerlink.engine.journal.SnapshotConfig;
import io.enerlink.engine.journal.SnapshotConfig.OldSegments;
import io.enerlink.engine.journal.SnapshotMismatchException;
import io.enerlink.engine.journal.Storage;
import io.enerlink.engine.journal.StorageException;
import io.enerlink.engine.matching.EngineConfig;
import io.enerlink.engine.matching.MatchingEngine;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SnapshotTest {
    private static final EngineConfig ENGINE = new EngineConfig(16, 2, 1 << 9);

    @TempDir
    private Path directory;
    private final AtomicLong clock = new AtomicLong(1_000_000);
    private final List<Throwable> halts = Collections.synchronizedList(new ArrayList<>());
    private final List<String> told = new ArrayList<>();
    private SnapshotConfig snapshots = SnapshotConfig.never();
    private FragileStorage storage = new FragileStorage();
    private EnginePipeline pipeline;

    private final class Told implements ReplayProgress {
        @Override
        public void replayed(long lastSequence, int segmentsDone, int segments) {}

        @Override
        public void loaded(Snapshot snapshot) {
            told.add("loaded " + snapshot.sequence());
        }

        @Override
        public void refused(JournalException damage) {
            told.add(damage.getMessage());
        }
    }

    private PipelineConfig config() {
        return PipelineConfig.defaults(directory).withEngine(ENGINE).withRingSize(64)
                .withJournal(new JournalConfig(129 * 512, 129 * 512)).withClock(clock::get).withTickIntervalMs(0)
                .withOnHalt(halts::add).withSnapshots(snapshots).withProgress(new Told());
    }

    private void start(Storage disk) {
        pipeline = EnginePipeline.start(config(), disk);
    }

    private void start() {
        start(storage);
    }

    private void submit(List<HeapBuffer> commands) {
        for (HeapBuffer command : commands) {
            Await.until("room", () -> pipeline.submit(command, 0, command.capacity()));
        }
    }

    private static List<HeapBuffer> commands(int count) {
        return RandomTrading.commands(7, count).subList(0, count);
    }

    private EngineState stop() {
        EngineState state = pipeline.state();
        pipeline.close();
        return state;
    }

    private List<String> names(String prefix) {
        return storage.list().stream().filter(name -> name.startsWith(prefix)).sorted().toList();
    }

    @AfterEach
    void close() {
        if (pipeline != null) pipeline.close();
    }

    @Test
    void aStartGoesOnFromTheSnapshotAndWhatFollowsIt() {
        List<HeapBuffer> commands = commands(600);
        start(FileStorage.open(directory));
        submit(commands.subList(0, 400));
        SnapshotTaken taken = pipeline.snapshot();
        assertEquals(400, taken.sequence());
        assertTrue(taken.bytes() > 0 && taken.pauseNanos() > 0);
        submit(commands.subList(400, 500));
        EngineState state = stop();

        start(FileStorage.open(directory));
        assertEquals(List.of("loaded 400"), told);
        assertEquals(state, pipeline.state());
        submit(commands.subList(500, 600));
        EngineState end = stop();

        pipeline = EnginePipeline.start(config(), new FragileStorage());
        submit(commands);
        assertEquals(end, pipeline.state());
    }

    @Test
    void aStartFromTheLastCommandOfAllNeedsNothingOfTheJournal() {
        start();
        submit(commands(300));
        pipeline.snapshot();
        EngineState state = stop();
        start();
        assertEquals(state, pipeline.state());
        submit(commands(300));
        assertEquals(600, pipeline.state().sequence());
    }

    @Test
    void isTakenByNumberOfCommandsAndTwoAreKept() {
        snapshots = new SnapshotConfig(100, 0, OldSegments.ARCHIVE);
        start();
        List<HeapBuffer> commands = commands(900);
        for (int from = 0; from < 900; from += 100) {
            submit(commands.subList(from, from + 100));
            long sequence = from + 100;
            Await.until("the snapshot at " + sequence, () -> names("snapshot-").contains(
                    "snapshot-%019d.snap".formatted(sequence)));
            Await.idle("engine-snapshot");
        }
        EngineState state = stop();
        assertEquals(List.of("snapshot-%019d.snap".formatted(800), "snapshot-%019d.snap".formatted(900)),
                names("snapshot-"));
        assertFalse(names("archived-").isEmpty());
        start();
        assertEquals(List.of("loaded 900"), told);
        assertEquals(state, pipeline.state());
    }

    @Test
    void isTakenByTheTimeOfTheCommands() {
        snapshots = new SnapshotConfig(0, 1_000, OldSegments.ARCHIVE);
        start();
        List<HeapBuffer> commands = commands(200);
        submit(commands.subList(0, 100));
        clock.addAndGet(999);
        submit(commands.subList(100, 150));
        pipeline.state();
        assertEquals(List.of(), names("snapshot-"));
        clock.addAndGet(1);
        submit(commands.subList(150, 151));
        Await.until("a snapshot", () -> names("snapshot-").equals(List.of("snapshot-%019d.snap".formatted(151))));
    }

    @Test
    void segmentsThatTheOlderSnapshotNeedsStay() {
        start();
        List<HeapBuffer> commands = commands(3_000);
        submit(commands.subList(0, 1_000));
        pipeline.snapshot();
        assertEquals(List.of(), names("archived-"), "without a second snapshot the beginning is needed");
        submit(commands.subList(1_000, 2_000));
        pipeline.snapshot();
        submit(commands.subList(2_000, 3_000));
        EngineState state = stop();
        assertFalse(names("archived-").isEmpty());

        String newest = names("snapshot-").getLast();
        byte[] bytes = storage.bytes(newest);
        bytes[bytes.length / 2] ^= 4;
        storage.with(newest, bytes);
        start();
        assertEquals(newest + " at offset " + (bytes.length - 4) + ": its contents do not match the checksum of its"
                + " trailer. Restore the file from a backup, or leave it: the start then goes on from the snapshot"
                + " before it, or else from the whole journal", told.getFirst());
        assertEquals("loaded 1000", told.getLast());
        assertEquals(state, pipeline.state());
        assertEquals(List.of("snapshot-%019d.snap".formatted(1_000), newest + ".bad"), names("snapshot-"));
    }

    @Test
    void withBothSnapshotsBadTheWholeJournalIsReplayed() {
        start();
        List<HeapBuffer> commands = commands(3_000);
        submit(commands.subList(0, 1_000));
        pipeline.snapshot();
        submit(commands.subList(1_000, 3_000));
        pipeline.snapshot();
        EngineState state = stop();
        assertFalse(names("archived-").isEmpty());
        for (String name : names("snapshot-")) storage.with(name, new byte[10]);
        start();
        assertEquals(2, told.size());
        assertTrue(told.getFirst().contains(" at offset 10: the file ends inside its header"), told.getFirst());
        assertEquals(state, pipeline.state());
    }

    @Test
    void aDeletedSegmentThatNoGoodSnapshotCoversIsMissed() {
        snapshots = new SnapshotConfig(0, 0, OldSegments.DELETE);
        start();
        List<HeapBuffer> commands = commands(3_000);
        submit(commands.subList(0, 1_000));
        pipeline.snapshot();
        submit(commands.subList(1_000, 3_000));
        pipeline.snapshot();
        stop();
        assertEquals(List.of(), names("archived-"));
        for (String name : names("snapshot-")) storage.with(name, new byte[10]);
        JournalException e = assertThrows(JournalException.class, this::start);
        assertEquals("journal-%019d.log at offset 0: the segment with command 1 is missing. Bring the segment back, as"
                .formatted(1) + " journal- or archived-, from where it was moved or from a backup", e.getMessage());
    }

    @Test
    void aSnapshotOfAnotherConfigurationStopsTheStart() {
        start();
        submit(commands(10));
        pipeline.snapshot();
        stop();
        SnapshotMismatchException e = assertThrows(SnapshotMismatchException.class,
                () -> EnginePipeline.start(config().withEngine(new EngineConfig(17, 2, 1 << 9)), storage));
        String version = "state version " + MatchingEngine.STATE_VERSION;
        assertEquals(names("snapshot-").getFirst() + " at offset 12: it was written by an exchange of " + version
                + ", 16 accounts, 2 instruments, 512 orders, this one has " + version + ", 17 accounts, 2 instruments,"
                + " 512 orders. Start with what it was written with, or move all snapshot-*.snap files elsewhere: then"
                + " the whole journal is replayed, archived segments included", e.getMessage());
    }

    @Test
    void aSnapshotAheadOfItsJournalStopsTheStart() {
        start();
        submit(commands(300));
        pipeline.snapshot();
        stop();
        FragileStorage shorter = new FragileStorage();
        start(shorter);
        submit(commands(200));
        stop();
        String name = names("snapshot-").getFirst();
        shorter.with(name, storage.bytes(name));
        JournalException e = assertThrows(JournalException.class, () -> start(shorter));
        assertTrue(e.getMessage().contains("it ends with command 200, before the snapshot at 300"), e.getMessage());
    }

    @Test
    void aDiskThatFailsUnderASnapshotHaltsAndLeavesTheOnesBefore() {
        start();
        submit(commands(100));
        pipeline.snapshot();
        EngineState state = pipeline.state();
        storage.beforeForce(() -> {
            if (Thread.currentThread().getName().equals("engine-snapshot")) throw new StorageException("no");
        });
        assertThrows(EngineHaltedException.class, () -> pipeline.snapshot());
        Await.until("the halt is told", () -> !halts.isEmpty());
        assertTrue(halts.getFirst().getMessage().startsWith(
                "The engine has halted: the snapshot at command 100 failed"), halts.toString());
        pipeline.close();
        storage = storage.crash(new Random(1));
        start();
        assertEquals(state, pipeline.state());
    }

    @Test
    void aCrashWhileASnapshotIsWrittenLosesNothing() {
        List<HeapBuffer> commands = commands(500);
        for (int seed = 0; seed < 40; seed++) {
            storage = new FragileStorage();
            Random random = new Random(seed);
            start();
            submit(commands.subList(0, 200));
            if (random.nextBoolean()) pipeline.snapshot();
            FragileStorage disk = storage;
            List<FragileStorage> left = new ArrayList<>();
            storage.beforeForce(() -> {
                if (Thread.currentThread().getName().equals("engine-snapshot")) {
                    left.add(disk.crash(random));
                }
            });
            submit(commands.subList(200, 400));
            pipeline.snapshot();
            EngineState state = pipeline.state();
            left.add(disk.crash(random));
            pipeline.close();
            for (FragileStorage crashed : left) {
                start(crashed);
                assertEquals(state, pipeline.state());
                pipeline.close();
            }
        }
    }
}
