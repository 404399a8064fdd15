package io.enerlink.engine.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.enerlink.engine.client.HeapBuffer;
import io.enerlink.engine.journal.FragileStorage;
import io.enerlink.engine.journal.JournalConfig;
import io.enerlink.engine.journal.Recovery;
import io.enerlink.engine.journal.ReplayProgress;
import io.enerlink.engine.journal.StorageException;
import io.enerlink.engine.matching.EngineConfig;
import io.enerlink.engine.message.MessageHeaderDecoder;
import io.enerlink.engine.message.OpenAccountDecoder;
import io.enerlink.engine.message.SetTradingDecoder;
import io.enerlink.engine.message.TickDecoder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EnginePipelineTest {
    private static final int RING = 16;

    @TempDir
    private Path directory;
    private final AtomicLong clock = new AtomicLong(1_000_000);
    private final FragileStorage storage = new FragileStorage();
    private final Heard heard = new Heard();
    private final List<Throwable> halts = Collections.synchronizedList(new ArrayList<>());
    private EnginePipeline pipeline;

    private PipelineConfig config() {
        return PipelineConfig.defaults(directory).withEngine(new EngineConfig(1 << 12, 4, 1 << 10))
                .withJournal(new JournalConfig(129 * 512, 129 * 512)).withRingSize(RING).withClock(clock::get)
                .withTickIntervalMs(0).withOnHalt(halts::add);
    }

    private void start() {
        pipeline = EnginePipeline.start(config(), storage, heard);
    }

    private boolean submit(long number) {
        HeapBuffer command = Commands.openAccount(number);
        return pipeline.submit(command, 0, command.capacity());
    }

    private void submitAll(long first, long last) {
        for (long number = first; number <= last; number++) {
            long next = number;
            Await.until("room for " + number, () -> submit(next));
        }
    }

    @AfterEach
    void close() {
        if (pipeline != null) pipeline.close();
    }

    /** Template ids of the journal's commands. */
    private List<Integer> journaled() {
        List<Integer> templates = new ArrayList<>();
        Recovery.replay(storage, 0, (sequence, timestampMs, buffer, offset, length) -> templates
                .add(new MessageHeaderDecoder().wrap(buffer, offset).templateId()), ReplayProgress.NONE, Runnable::run);
        return templates;
    }

    @Test
    void commandsArePublishedInTheirOrderWithTheirTime() {
        start();
        submit(1);
        clock.addAndGet(7);
        submit(2);
        submit(3);
        assertEquals(3, pipeline.state().sequence());
        assertEquals(List.of("1@1000000", "2@1000007", "3@1000007"), heard.stamps());
        assertEquals(3, pipeline.lastSequence());
        assertTrue(heard.batches() > 0);
    }

    @Test
    void listenersHearHowLongTheCommandsOfClientsTookAndNoOthers() {
        pipeline = EnginePipeline.start(config().withTickIntervalMs(1), storage, heard);
        submitAll(1, 3 * RING);
        Await.until("some ticks", () -> pipeline.lastSequence() > 3 * RING + 5);
        pipeline.close();
        assertEquals(3 * RING, heard.times().size());
        for (long[] took : heard.times()) for (long nanos : took) assertTrue(nanos >= 0, Arrays.toString(took));

        start();
        assertEquals(3 * RING, heard.times().size(), "nothing is told of replayed commands");
    }

    @Test
    void timeNeverFalls() {
        start();
        submit(1);
        clock.addAndGet(-500);
        submit(2);
        clock.addAndGet(501);
        submit(3);
        pipeline.state();
        assertEquals(List.of("1@1000000", "2@1000000", "3@1000001"), heard.stamps());
    }

    @Test
    void aForwardJumpOfTheClockHaltsTradingBeforeTheNextCommand() {
        start();
        submit(1);
        clock.addAndGet(5_000);
        submit(2);
        clock.addAndGet(5_001);
        submit(3);
        pipeline.state();
        assertEquals(List.of("1@1000000", "2@1005000", "3@1005000", "4@1010001"), heard.stamps());
        assertEquals(List.of(OpenAccountDecoder.TEMPLATE_ID, OpenAccountDecoder.TEMPLATE_ID,
                SetTradingDecoder.TEMPLATE_ID, OpenAccountDecoder.TEMPLATE_ID), journaled());
    }

    @Test
    void timeThatPassedWhileStoppedIsNoJump() {
        start();
        submit(1);
        pipeline.close();
        clock.addAndGet(3_600_000);
        start();
        submit(2);
        pipeline.state();
        assertEquals(List.of("1@1000000", "1@1000000", "2@4600000"), heard.stamps());
    }

    @Test
    void aTickComesByItself() {
        pipeline = EnginePipeline.start(config().withTickIntervalMs(1), storage, heard);
        Await.until("three ticks", () -> pipeline.lastSequence() >= 3);
        pipeline.close();
        assertEquals(List.of(TickDecoder.TEMPLATE_ID), journaled().stream().distinct().toList());
        assertEquals(List.of(), halts);
    }

    @Test
    void aRestartShowsTheListenersTheSameAgainAndKnowsTheSame() {
        start();
        submitAll(1, 500);
        EngineState before = pipeline.state();
        pipeline.close();
        assertEquals(before, pipeline.state());
        Heard first = new Heard();
        pipeline = EnginePipeline.start(config(), storage, first);
        assertEquals(before, pipeline.state());
        assertEquals(heard.lines(), first.lines());
        submitAll(501, 502);
        assertEquals(502, pipeline.state().sequence());
        assertNotEquals(before.stateHash(), pipeline.stateHash());
    }

    @Test
    void closePublishesAllThatWasTaken() {
        start();
        submitAll(1, 300);
        pipeline.close();
        assertEquals(300, heard.lines().size());
        assertThrows(EngineHaltedException.class, () -> submit(301));
        assertEquals(300, journaled().size());
        assertEquals(List.of(), halts);
        assertEquals(0, heard.halts());
        pipeline.close();
    }

    @Test
    void nothingIsPublishedBeforeItsForceHasReturned() {
        start();
        CountDownLatch forcing = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        storage.beforeForce(() -> {
            forcing.countDown();
            Await.opened(release);
        });
        submit(1);
        Await.opened(forcing);
        assertEquals(List.of(), heard.lines());
        assertEquals(0, pipeline.lastSequence());
        release.countDown();
        assertEquals(1, pipeline.state().sequence());
        assertEquals(List.of("1@1000000"), heard.stamps());
    }

    @Test
    void whatIsPublishedSurvivesAnyCrash() {
        Random random = new Random(42);
        int[] checked = {0};
        pipeline = EnginePipeline.start(config(), storage, (sequence, timestampMs, events) -> {
            long[] survivors = {0};
            Recovery.replay(storage.crash(random), 0, (found, time, buffer, offset, length) -> survivors[0] = found,
                    ReplayProgress.NONE, Runnable::run);
            assertTrue(survivors[0] >= sequence, survivors[0] + " survived, " + sequence + " was published");
            checked[0]++;
        });
        submitAll(1, 200);
        pipeline.state();
        assertEquals(List.of(), halts);
        assertEquals(200, checked[0]);
    }

    @Test
    void aFullRingRefusesAndLosesNothing() {
        start();
        CountDownLatch release = new CountDownLatch(1);
        storage.beforeForce(() -> Await.opened(release));
        int taken = 0;
        while (submit(taken + 1)) taken++;
        assertEquals(RING, taken);
        assertFalse(submit(taken + 1));
        release.countDown();
        submitAll(taken + 1, 100);
        assertEquals(100, pipeline.state().sequence());
        assertEquals(100, journaled().size());
        assertEquals(List.of(), halts);
    }

    @Test
    void aFailedForceStopsEverythingForEver() {
        start();
        submit(1);
        pipeline.state();
        storage.beforeForce(() -> {
            throw new StorageException("disk on fire");
        });
        submit(2);
        Await.until("the halt", () -> !halts.isEmpty());
        storage.beforeForce(() -> {});
        EngineHaltedException refusal = assertThrows(EngineHaltedException.class, () -> submit(3));
        assertTrue(refusal.getMessage().contains("engine-matching failed"), refusal.getMessage());
        assertTrue(refusal.getMessage().contains("disk on fire"), refusal.getMessage());
        assertThrows(EngineHaltedException.class, pipeline::state);
        pipeline.close();
        assertEquals(List.of("1@1000000"), heard.stamps());
        assertEquals(1, halts.size());
        assertEquals(1, heard.halts());
    }

    @Test
    void aWaitForTheStateEndsWhenTheEngineHalts() {
        start();
        CountDownLatch fail = new CountDownLatch(1);
        storage.beforeForce(() -> {
            Await.opened(fail);
            throw new StorageException("disk on fire");
        });
        submit(1);
        Thread failing = Thread.ofPlatform().start(() -> {
            Await.until("main waits", () -> pipelineIsAwaited());
            fail.countDown();
        });
        assertThrows(EngineHaltedException.class, pipeline::state);
        Await.until("end", () -> !failing.isAlive());
    }

    private static boolean pipelineIsAwaited() {
        return Thread.getAllStackTraces().values().stream().anyMatch(stack -> List.of(stack).stream()
                .anyMatch(frame -> frame.getMethodName().equals("awaitBarrier")));
    }

    @Test
    void aListenerThatFailsStopsEverythingForEver() {
        pipeline = EnginePipeline.start(config(), storage, (sequence, timestampMs, events) -> {
            if (sequence == 3) throw new IllegalStateException("a bug");
        }, heard);
        submitAll(1, 3);
        Await.until("the halt", () -> !halts.isEmpty());
        assertThrows(EngineHaltedException.class, () -> submit(4));
        pipeline.close();
        assertEquals(List.of("1@1000000", "2@1000000"), heard.stamps());
        assertEquals(1, halts.size());
        assertEquals(1, heard.halts());
    }

    @Test
    void whatIsReadyWhenTheEngineHaltsIsNotPublishedAnyMore() {
        CountDownLatch forceFirst = new CountDownLatch(1);
        CountDownLatch publishing = new CountDownLatch(1);
        CountDownLatch publishOn = new CountDownLatch(1);
        pipeline = EnginePipeline.start(config().withTickIntervalMs(1).withClock(() -> {
            if (!Thread.currentThread().getName().equals("engine-timer")) return 1_000_000;
            Await.opened(publishing);
            throw new IllegalStateException("no clock");
        }), storage, heard, (sequence, timestampMs, events) -> {
            if (sequence < 2) return;
            publishing.countDown();
            Await.opened(publishOn);
        });
        storage.beforeForce(() -> Await.opened(forceFirst));
        submitAll(1, 3);
        forceFirst.countDown(); // then 2 and 3 are forced, and later published, as one batch
        Await.until("the halt", () -> !halts.isEmpty());
        publishOn.countDown();
        pipeline.close();
        assertEquals(List.of("1@1000000", "2@1000000"), heard.stamps());
        assertEquals(1, heard.halts());
    }

    @Test
    void aCommandOvertakenByCloseIsNotTaken() {
        EnginePipeline[] self = new EnginePipeline[1];
        pipeline = EnginePipeline.start(config().withClock(() -> {
            self[0].close();
            return 1;
        }), storage, heard);
        self[0] = pipeline;
        assertThrows(EngineHaltedException.class, () -> submit(1));
        assertEquals(List.of(), journaled());
    }

    @Test
    void aListenerCannotWaitForItself() {
        EnginePipeline[] self = new EnginePipeline[1];
        pipeline = EnginePipeline.start(config(), storage, (sequence, timestampMs, events) -> self[0].state());
        self[0] = pipeline;
        submit(1);
        Await.until("the halt", () -> !halts.isEmpty());
        assertTrue(halts.getFirst().getMessage().contains("not from the engine's own thread"));
    }

    @Test
    void whatCannotBeACommandIsRefused() {
        start();
        HeapBuffer tooLong = new HeapBuffer(Slot.MAX_COMMAND_BYTES + 1);
        assertThrows(IllegalArgumentException.class, () -> pipeline.submit(tooLong, 0, tooLong.capacity()));
        assertThrows(IllegalArgumentException.class, () -> pipeline.submit(tooLong, 0, 7));
        assertThrows(IndexOutOfBoundsException.class, () -> pipeline.submit(new HeapBuffer(9), 5, 8));
        submit(1);
        assertEquals(1, pipeline.state().sequence());
    }

    @Test
    void aDirectoryInUseIsRefusedAndFreeAfterClose() {
        pipeline = EnginePipeline.start(config(), heard);
        submit(1);
        assertThrows(StorageException.class, () -> EnginePipeline.start(config()));
        pipeline.close();
        pipeline = EnginePipeline.start(config());
        assertEquals(1, pipeline.lastSequence());
    }

    @Test
    void manyProducersLoseNothingAndKeepTheirOrder() throws InterruptedException {
        List<Long> order = new ArrayList<>();
        start();
        List<Thread> producers = new ArrayList<>();
        for (int producer = 0; producer < 4; producer++) {
            long first = producer * 500L + 1;
            producers.add(Thread.ofPlatform().start(() -> submitAll(first, first + 499)));
        }
        for (Thread producer : producers) producer.join();
        assertEquals(2000, pipeline.state().sequence());
        Recovery.replay(storage, 0, (sequence, timestampMs, buffer, offset, length) -> order
                .add(new OpenAccountDecoder().wrapAndApplyHeader(buffer, offset, new MessageHeaderDecoder())
                        .correlationId()),
                ReplayProgress.NONE, Runnable::run);
        for (int producer = 0; producer < 4; producer++) {
            int own = producer;
            List<Long> mine = order.stream().filter(number -> (number - 1) / 500 == own).toList();
            assertEquals(500, mine.size());
            assertEquals(mine.stream().sorted().toList(), mine);
        }
    }

    @Test
    void everyWaitModeWorks() {
        long sequence = 0;
        for (WaitMode mode : WaitMode.values()) {
            pipeline = EnginePipeline.start(config().withWaitMode(mode), storage, heard);
            submitAll(sequence + 1, sequence + 50);
            sequence += 50;
            assertEquals(sequence, pipeline.state().sequence());
            pipeline.close();
        }
    }
}
