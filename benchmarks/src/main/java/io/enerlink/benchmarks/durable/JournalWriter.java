package io.enerlink.benchmarks.durable;

import io.enerlink.engine.client.HeapBuffer;
import io.enerlink.engine.journal.FileStorage;
import io.enerlink.engine.journal.Journal;
import io.enerlink.engine.journal.JournalConfig;
import io.enerlink.engine.journal.Recovery;
import io.enerlink.engine.journal.ReplayProgress;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Our journal by itself: batches of records of the same size, one behind the other. */
final class JournalWriter implements AutoCloseable {
    /** What a record has beside the command. */
    static final int FRAME_BYTES = 33;

    private final ExecutorService background = Executors.newSingleThreadExecutor();
    private final FileStorage storage;
    private final Journal journal;

    JournalWriter(Path folder) {
        storage = FileStorage.open(folder);
        journal = Journal.open(storage, JournalConfig.defaults(), Recovery.replay(storage, 0,
                (sequence, timestampMs, buffer, offset, length) -> {}, ReplayProgress.NONE, Runnable::run), background);
    }

    /** @return records made durable each second */
    double run(int batch, int recordBytes, long nanos) {
        HeapBuffer command = new HeapBuffer(recordBytes - FRAME_BYTES);
        command.setMemory(0, command.capacity(), (byte) 7);
        long records = 0;
        long start = System.nanoTime();
        long now = start;
        while (now - start < nanos) {
            for (int i = 0; i < batch; i++) {
                journal.append(journal.lastSequence() + 1, now, command, 0, command.capacity());
            }
            journal.commit();
            records += batch;
            now = System.nanoTime();
        }
        return records * 1e9 / (now - start);
    }

    @Override
    public void close() {
        journal.close();
        storage.close();
        background.shutdown();
    }
}
