package io.enerlink.engine.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.enerlink.engine.client.EventDispatcher;
import io.enerlink.engine.client.EventHandler;
import io.enerlink.engine.journal.FragileStorage;
import io.enerlink.engine.journal.JournalConfig;
import io.enerlink.engine.journal.StorageException;
import io.enerlink.engine.message.StorageChangedDecoder;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DiskWatchTest {
    private final FragileStorage storage = new FragileStorage();
    private final List<Throwable> halts = Collections.synchronizedList(new ArrayList<>());
    private final List<Integer> told = Collections.synchronizedList(new ArrayList<>());
    private EnginePipeline pipeline;

    private void start() {
        told.clear();
        pipeline = EnginePipeline.start(PipelineConfig.defaults(Path.of("unused")).withTickIntervalMs(0)
                .withJournal(new JournalConfig(129 * 512, 129 * 512))
                .withDisk(new DiskLimits(100, 50, 1)).withOnHalt(halts::add), storage,
                new EventDispatcher(new EventHandler() {
                    @Override
                    public void onStorageChanged(long sequence, long timestampMs, StorageChangedDecoder event) {
                        told.add((int) event.low());
                    }
                }));
    }

    private void awaitTold(Integer... changes) {
        Await.until("the disk's changes " + List.of(changes), () -> told.equals(List.of(changes)));
    }

    @AfterEach
    void close() {
        if (pipeline != null) pipeline.close();
    }

    @Test
    void aDiskThatFillsAndEmptiesIsTwoCommandsThatAReplayRepeats() {
        start();
        storage.free(99);
        awaitTold(1);
        storage.free(110);
        awaitTold(1, 0);
        EngineState state = pipeline.state();
        pipeline.close();
        start();
        assertEquals(state, pipeline.state());
        assertEquals(List.of(1, 0), told);
    }

    @Test
    void aDiskThatIsLowAtStartIsToldOnceAndThenKnown() {
        storage.free(70);
        start();
        awaitTold(1);
        pipeline.close();
        storage.free(300);
        start();
        awaitTold(1, 0);
    }

    @Test
    void aLittleMoreThanTheLimitIsNotEnoughAgain() {
        DiskWatch watch = new DiskWatch(storage, DiskLimits.defaults(), true);
        storage.free(109);
        assertEquals(DiskWatch.Finding.FINE, watch.look());
        storage.free(110);
        assertEquals(DiskWatch.Finding.CHANGED, watch.look());
        watch.told(false);
        assertEquals(DiskWatch.Finding.CHANGED, watch.look());
        watch.told(true);
        storage.free(100);
        assertEquals(DiskWatch.Finding.FINE, watch.look());
    }

    @Test
    void belowTheLowerLimitItStopsCleanly() {
        start();
        storage.free(49);
        Await.until("the halt", () -> !halts.isEmpty());
        assertTrue(halts.getFirst().getMessage().contains("it stopped cleanly"), halts.toString());
        assertTrue(halts.getFirst().getMessage().contains("The journal's disk has 4.9 % free, 0 MiB, and the engine"
                + " stops below 5.0 %. Free some space, for instance by moving archived-*.log files elsewhere, and start"
                + " again"), halts.toString());
        assertThrows(EngineHaltedException.class,
                () -> pipeline.submit(FixedCommands.TICK, 0, FixedCommands.TICK.capacity()));
        pipeline.close();
        assertThrows(StorageException.class, this::start);
        storage.free(200);
        start();
        pipeline.state();
    }

    @Test
    void limitsThatContradictEachOtherAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new DiskLimits(40, 50, 1));
        assertThrows(IllegalArgumentException.class, () -> new DiskLimits(1_001, 50, 1));
        assertThrows(IllegalArgumentException.class, () -> new DiskLimits(100, -1, 1));
        assertThrows(IllegalArgumentException.class, () -> new DiskLimits(100, 50, 0));
    }
}
