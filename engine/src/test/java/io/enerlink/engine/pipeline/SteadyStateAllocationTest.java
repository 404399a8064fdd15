package io.enerlink.engine.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SteadyStateAllocationTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final String MATCHING = "engine-matching";
    private static final int WARM_UP = 100_000;
    private static final int COMMANDS = 100_000;
    /** Room for what measuring and the virtual machine itself take; a byte a command would be 25 times as much. */
    private static final long NOISE_BYTES = 4_096;

    @TempDir
    private Path directory;

    @Test
    void noThreadAllocatesForACommand() {
        try (EnginePipeline pipeline = EnginePipeline.start(PipelineConfig.defaults(directory).withTickIntervalMs(0),
                (sequence, timestampMs, events) -> {})) {
            ticks(pipeline, WARM_UP);
            long[] threads = threads();
            long[] before = THREADS.getThreadAllocatedBytes(threads);
            ticks(pipeline, COMMANDS);
            long[] after = THREADS.getThreadAllocatedBytes(threads);
            for (int i = 0; i < threads.length; i++) {
                long bytes = after[i] - before[i];
                String name = THREADS.getThreadInfo(threads[i]).getThreadName();
                assertTrue(bytes < NOISE_BYTES, name + " allocated " + bytes + " bytes for " + COMMANDS + " commands");
            }
        }
    }

    /** What passes through the engine while only the clock moves. */
    private static void ticks(EnginePipeline pipeline, int count) {
        DirectBuffer tick = FixedCommands.TICK;
        long last = pipeline.lastSequence() + count;
        for (int i = 0; i < count; i++) {
            while (!pipeline.submit(tick, 0, tick.capacity())) Thread.onSpinWait();
        }
        while (pipeline.lastSequence() < last) Thread.onSpinWait();
    }

    /** The engine's thread and the producer, which is the test. */
    private static long[] threads() {
        long[] threads = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(MATCHING) || thread == Thread.currentThread())
                .mapToLong(Thread::threadId).toArray();
        assertEquals(2, threads.length);
        return threads;
    }
}
