package io.enerlink.engine.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.enerlink.engine.client.EventBuffer;
import io.enerlink.engine.client.EventListener;
import io.enerlink.engine.client.HeapBuffer;
import io.enerlink.engine.journal.JournalConfig;
import io.enerlink.engine.journal.JournalException;
import io.enerlink.engine.journal.SnapshotConfig;
import io.enerlink.engine.journal.SnapshotConfig.OldSegments;
import io.enerlink.engine.matching.EngineConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What was published can be published again, as far back as some listener has not stored it. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PastEventsTest {
    private static final EngineConfig ENGINE = new EngineConfig(16, 2, 1 << 9);
    private static final int COMMANDS = 3_000;

    @TempDir
    private Path directory;
    private final AtomicLong clock = new AtomicLong(1_000_000);
    private final AtomicLong stored = new AtomicLong();
    private final Heard heard = new Heard();
    private EnginePipeline pipeline;

    /** Hears nothing, and says how far it has stored. */
    private final class Slow implements EventListener {
        @Override
        public void onEvents(long sequence, long timestampMs, EventBuffer events) {}

        @Override
        public long storedThrough() { return stored.get(); }
    }

    @BeforeEach
    void start() {
        PipelineConfig config = PipelineConfig.defaults(directory).withEngine(ENGINE).withRingSize(64)
                .withJournal(new JournalConfig(129 * 512, 129 * 512)).withClock(clock::get).withTickIntervalMs(0)
                .withSnapshots(new SnapshotConfig(0, 0, OldSegments.DELETE));
        pipeline = EnginePipeline.start(config, heard, new Slow());
    }

    @AfterEach
    void close() {
        pipeline.close();
    }

    /** A snapshot after every 500. */
    private void trade() {
        List<HeapBuffer> commands = RandomTrading.commands(7, COMMANDS).subList(0, COMMANDS);
        for (int i = 0; i < COMMANDS; i++) {
            HeapBuffer command = commands.get(i);
            Await.until("room", () -> pipeline.submit(command, 0, command.capacity()));
            if ((i + 1) % 500 == 0) pipeline.snapshot();
        }
        pipeline.state();
    }

    private List<String> again(long after, long through) {
        Heard again = new Heard();
        new PastEvents(directory, ENGINE).replay(after, through, again);
        return again.lines();
    }

    private List<String> names(String prefix) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).filter(name -> name.startsWith(prefix)).sorted()
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void theSameEventsComeAgainBesideTheRunningEngine() {
        trade();
        assertEquals(heard.lines(), again(0, COMMANDS));
        assertEquals(heard.lines().subList(777, 2_345), again(777, 2_345));
        assertEquals(List.of(), again(COMMANDS, COMMANDS));
    }

    @Test
    void whatAListenerHasNotStoredIsKept() {
        stored.set(700);
        trade();
        assertEquals(List.of("snapshot-%019d.snap".formatted(500), "snapshot-%019d.snap".formatted(2_500),
                "snapshot-%019d.snap".formatted(3_000)), names("snapshot-"));
        assertEquals(heard.lines().subList(700, COMMANDS), again(700, COMMANDS));
    }

    @Test
    void whatEverybodyHasStoredIsNotKept() {
        stored.set(COMMANDS);
        trade();
        assertEquals(2, names("snapshot-").size());
        JournalException e = assertThrows(JournalException.class, () -> again(700, COMMANDS));
        assertTrue(e.getMessage().contains("the segment with command 1 is missing"), e.getMessage());
    }
}
