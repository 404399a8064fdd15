package io.enerlink.engine.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.enerlink.engine.client.EventBuffer;
import io.enerlink.engine.client.HeapBuffer;
import io.enerlink.engine.journal.JournalReader;
import io.enerlink.engine.matching.MatchingEngine;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real process, trading as fast as it can, is killed again and again and started again on the same folder. */
class KillIT {
    /** How often; set by the system property of this name. */
    private static final int KILLS = Integer.getInteger("enerlink.kills", 10);
    /** One in so many is killed while it starts. */
    private static final int EARLY = 5;
    private static final int MAX_START_MS = 1_000;
    private static final int MAX_COMMANDS = 20_000;
    /** Then a new folder: each start replays all that lies in the old one. */
    private static final int LIVES_OF_A_FOLDER = 20;
    private static final int STOP_LIMIT_SECONDS = 10;

    private final long seed = System.nanoTime() & 0xFFFFF;
    private final Random random = new Random(seed);
    private Uncrashed uncrashed;
    private long acknowledged;

    /** The same commands on an engine that nobody kills. */
    private static final class Uncrashed {
        private final MatchingEngine engine = new MatchingEngine(KilledExchange.ENGINE);
        private final EventBuffer events = new EventBuffer(1 << 12);
        private final List<HeapBuffer> applied = new ArrayList<>();
        private Iterator<HeapBuffer> next = List.<HeapBuffer>of().iterator();

        /** Applies what the process sent that still lives, as far as it came. */
        void catchUp(long sequence) {
            while (applied.size() < sequence) {
                HeapBuffer command = next.next();
                applied.add(command);
                events.clear();
                engine.onCommand(applied.size(), KilledExchange.NOW_MS, command, 0, command.capacity(), events);
            }
        }

        void begin(long seed) {
            next = IntStream.iterate(0, round -> round + 1).boxed()
                    .flatMap(round -> KilledExchange.commands(seed, round).stream()).iterator();
        }
    }

    @Test
    @Timeout(value = 60, unit = TimeUnit.MINUTES)
    void whateverWasAcknowledgedIsThereOnceAfterEveryKill(@TempDir Path folder) throws Exception {
        System.out.println(KILLS + " kills, seed " + seed);
        long total = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            Path journal = folder.resolve("journal-" + kill / LIVES_OF_A_FOLDER);
            if (kill % LIVES_OF_A_FOLDER == 0) {
                uncrashed = new Uncrashed();
                acknowledged = 0;
            }
            long before = acknowledged;
            live(journal, seed + kill, kill % EARLY == EARLY - 1);
            total += acknowledged - before;
            assertJournalHolds(journal);
        }
        System.out.println(total + " commands acknowledged");
        assertTrue(total >= KILLS, "nothing was ever acknowledged");
    }

    private void live(Path journal, long lifeSeed, boolean early) throws Exception {
        Process process = start(journal, lifeSeed);
        try (DataInputStream told = new DataInputStream(process.getInputStream())) {
            if (early && !process.waitFor(random.nextInt(MAX_START_MS), TimeUnit.MILLISECONDS)) kill(process);
            long until = acknowledged + 1 + random.nextInt(MAX_COMMANDS);
            recovered(told.readLong(), told.readLong());
            uncrashed.begin(lifeSeed);
            while (process.isAlive()) {
                acknowledged = told.readLong();
                if (acknowledged >= until) kill(process);
            }
            while (true) acknowledged = told.readLong();
        } catch (EOFException dead) {
            assertTrue(process.waitFor(STOP_LIMIT_SECONDS, TimeUnit.SECONDS));
            assertEquals(128 + 9, process.exitValue(), "it ended by itself");
        } finally {
            process.destroyForcibly();
        }
    }

    private void recovered(long sequence, long stateHash) {
        assertTrue(sequence >= acknowledged, acknowledged + " were acknowledged, " + sequence + " are left");
        uncrashed.catchUp(sequence);
        assertEquals(uncrashed.engine.stateHash(), stateHash, "after command " + sequence);
        acknowledged = sequence;
    }

    /** Every command in its place, nothing twice, none altered; what looks torn behind them was never acknowledged. */
    private void assertJournalHolds(Path journal) {
        long[] read = {0};
        JournalReader.forEach(journal, (sequence, timestampMs, buffer, offset, length) -> {
            uncrashed.catchUp(sequence);
            HeapBuffer sent = uncrashed.applied.get((int) sequence - 1);
            HeapBuffer found = new HeapBuffer(length);
            found.putBytes(0, buffer, offset, length);
            assertEquals(sent, found, "command " + sequence);
            assertEquals(++read[0], sequence);
        });
        assertTrue(read[0] >= acknowledged, acknowledged + " were acknowledged, the journal ends at " + read[0]);
    }

    private static Process start(Path journal, long lifeSeed) throws IOException {
        return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m",
                "-XX:TieredStopAtLevel=1", "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                KilledExchange.class.getName(), journal.toString(), Long.toString(lifeSeed))
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    /** As kill -9 does; what the process has said before can still be read, other than after Process.destroyForcibly. */
    private static void kill(Process process) {
        assertTrue(process.toHandle().destroyForcibly(), "it could not be killed");
    }
}
