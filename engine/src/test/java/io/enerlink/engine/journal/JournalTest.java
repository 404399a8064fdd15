package io.enerlink.engine.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.enerlink.engine.client.HeapBuffer;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class JournalTest {
    private static final int BYTES = 200;
    private final FragileStorage storage = new FragileStorage();

    @Test
    void whatWasCommittedComesBackInOrder() {
        Journal journal = JournalScript.open(storage);
        JournalScript.append(journal, 3, BYTES);
        journal.commit();
        assertEquals(3, journal.durableSequence());
        assertEquals(JournalScript.texts(1, 3, BYTES), JournalScript.read(storage));
    }

    @Test
    void nothingIsWrittenBeforeTheCommit() {
        Journal journal = JournalScript.open(storage);
        JournalScript.append(journal, 3, BYTES);
        assertEquals(0, journal.durableSequence());
        assertEquals(List.of(), JournalScript.read(storage));
    }

    @Test
    void theNameOfASegmentIsDurableBeforeItsCommandsAreThoughAProcessDiedJustAfterGivingIt() {
        Storage dying = (Storage) Proxy.newProxyInstance(Storage.class.getClassLoader(), new Class<?>[]{Storage.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("forceDirectory")) throw new StorageException("the process dies");
                    return method.invoke(storage, arguments);
                });
        assertThrows(StorageException.class, () -> JournalScript.open(dying));
        Journal journal = JournalScript.open(storage);
        JournalScript.append(journal, 3, BYTES);
        journal.commit();
        for (int seed = 0; seed < 20; seed++)
            assertEquals(JournalScript.texts(1, 3, BYTES), JournalScript.read(storage.crash(new Random(seed))));
    }

    @Test
    void manyCommandsTakeOneForce() {
        Journal journal = JournalScript.open(storage);
        int before = storage.forces();
        JournalScript.append(journal, 100, BYTES);
        journal.commit();
        journal.commit();
        assertEquals(1, storage.forces() - before);
    }

    @Test
    void aFullSegmentIsFollowedByAnother() {
        Journal journal = JournalScript.open(storage);
        JournalScript.append(journal, 1500, BYTES);
        journal.commit();
        assertTrue(storage.list().stream().filter(SegmentHeader::isName).count() > 2);
        assertEquals(JournalScript.texts(1, 1500, BYTES), JournalScript.read(storage));
    }

    @Test
    void replayCanStartBehindASnapshotWhoseSegmentsAreGone() {
        Journal journal = JournalScript.open(storage);
        JournalScript.append(journal, 1500, BYTES);
        journal.commit();
        List<String> segments = storage.list().stream().filter(SegmentHeader::isName).sorted().toList();
        long second = SegmentHeader.firstSequence(segments.get(1));
        storage.delete(segments.get(0));

        int[] shown = {0};
        JournalEnd end = Recovery.replay(storage, second + 4, (sequence, time, buffer, offset, length) -> shown[0]++,
                ReplayProgress.NONE, Runnable::run);
        assertEquals(1500 - second - 4, shown[0]);
        assertEquals(1500, end.lastSequence());
        assertThrows(JournalException.class, () -> JournalScript.read(storage));
    }

    @Test
    void aJournalThatEndsBeforeTheSnapshotIsRefused() {
        Journal journal = JournalScript.open(storage);
        JournalScript.append(journal, 3, BYTES);
        journal.commit();
        JournalException refusal = assertThrows(JournalException.class, () -> Recovery.replay(storage, 5,
                (sequence, time, buffer, offset, length) -> {}, ReplayProgress.NONE, Runnable::run));
        assertTrue(refusal.getMessage().contains("before the snapshot at 5"), refusal.getMessage());
    }

    @Test
    void itGoesOnWhereItStopped() {
        for (int run = 0; run < 5; run++) {
            Journal journal = JournalScript.open(storage, new JournalConfig((129 + run) * 512, 129 * 512));
            JournalScript.append(journal, 300, BYTES);
            journal.commit();
            journal.close();
        }
        assertEquals(JournalScript.texts(1, 1500, BYTES), JournalScript.read(storage));
    }

    @Test
    void aSequenceThatDoesNotFollowIsRefused() {
        Journal journal = JournalScript.open(storage);
        HeapBuffer command = JournalScript.command(2, BYTES);
        assertThrows(IllegalArgumentException.class, () -> journal.append(2, 0, command, 0, command.capacity()));
    }

    @Test
    void afterTheFirstFailedForceItNeverWritesAgain() {
        Journal journal = JournalScript.open(storage);
        storage.beforeForce(() -> {
            throw new StorageException("disk on fire");
        });
        JournalScript.append(journal, 1, BYTES);
        assertThrows(StorageException.class, journal::commit);

        storage.beforeForce(() -> {});
        int before = storage.forces();
        assertThrows(IllegalStateException.class, journal::commit);
        assertThrows(IllegalStateException.class, () -> JournalScript.append(journal, 1, BYTES));
        assertEquals(before, storage.forces());
    }

    @Test
    void whatAFailedForceLeftInThePageCacheIsWrittenAgainBeforeItCounts() {
        Journal journal = JournalScript.open(storage);
        storage.beforeForce(() -> {
            throw new StorageException("disk on fire");
        });
        JournalScript.append(journal, 10, BYTES);
        assertThrows(StorageException.class, journal::commit);
        storage.beforeForce(() -> {});

        Journal restarted = JournalScript.open(storage);
        assertEquals(10, restarted.durableSequence());
        JournalScript.append(restarted, 5, BYTES);
        restarted.commit();
        assertEquals(JournalScript.texts(1, 15, BYTES), JournalScript.read(storage.crash(new Random(1))));
    }

    @Test
    void anInterruptedPreallocationIsDoneAgain() {
        JournalScript.open(storage).close();
        assertTrue(storage.list().contains("journal-next.tmp"));
        Journal journal = JournalScript.open(storage);
        JournalScript.append(journal, 1500, BYTES);
        journal.commit();
        assertEquals(1500, JournalScript.read(storage).size());
    }

    @Property(tries = 200)
    void anyBatchesOfAnyCommandsComeBack(@ForAll @Size(max = 30) List<@IntRange(min = 1, max = 40) Integer> batches,
            @ForAll @IntRange(min = 1, max = 5000) int maxBytes) {
        FragileStorage disk = new FragileStorage();
        Journal journal = JournalScript.open(disk);
        for (int commands : batches) {
            JournalScript.append(journal, commands, maxBytes);
            journal.commit();
        }
        assertEquals(JournalScript.texts(1, journal.lastSequence(), maxBytes), JournalScript.read(disk));
    }

    @Property(tries = 500)
    void aCrashAtAnyForceLosesNothingThatWasDurable(@ForAll @IntRange(min = 1, max = 60) int crashAtForce,
            @ForAll @IntRange(min = 1, max = 3000) int maxBytes, @ForAll long seed) {
        Random random = new Random(seed);
        FragileStorage disk = new FragileStorage();
        long acknowledged = 0;
        for (int life = 0; life < 3; life++) {
            int[] forces = {0};
            int limit = life == 0 ? crashAtForce : 1 + random.nextInt(20);
            disk.beforeForce(() -> {
                if (++forces[0] == limit) throw new StorageException("power is gone");
            });
            acknowledged = liveUntilCrash(disk, maxBytes, acknowledged, random);
            disk = disk.crash(random);
            List<String> found = JournalScript.read(disk);
            assertTrue(found.size() >= acknowledged, found.size() + " of " + acknowledged);
            assertEquals(JournalScript.texts(1, found.size(), maxBytes), found);
        }
    }

    private static long liveUntilCrash(FragileStorage disk, int maxBytes, long acknowledged, Random random) {
        long durable = acknowledged;
        try {
            Journal journal = JournalScript.open(disk);
            for (int batch = 0; batch < 100; batch++) {
                JournalScript.append(journal, 1 + random.nextInt(20), maxBytes);
                journal.commit();
                durable = journal.durableSequence();
            }
        } catch (StorageException e) {
            assertEquals("power is gone", e.getMessage());
        }
        return durable;
    }
}
