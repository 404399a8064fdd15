package io.enerlink.engine.pipeline;

import io.enerlink.engine.client.EventBuffer;
import io.enerlink.engine.client.EventListener;
import io.enerlink.engine.client.HeapBuffer;
import io.enerlink.engine.journal.JournalConfig;
import io.enerlink.engine.matching.EngineConfig;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * The main class of a process that is there to be killed: it recovers the journal in a folder, says sequence and hash of
 * what it recovered, trades as fast as it can, and says after each batch which sequence is acknowledged.
 */
final class KilledExchange implements EventListener {
    static final EngineConfig ENGINE = new EngineConfig(16, 2, 1 << 9);
    static final long NOW_MS = 1_000_000;

    private static final int ROUND = 1_000;

    private final DataOutputStream acknowledged = new DataOutputStream(System.out);
    private long last;
    private volatile boolean recovered;

    /** {@code FOLDER SEED}. */
    public static void main(String[] args) throws IOException {
        new KilledExchange().trade(Path.of(args[0]), Long.parseLong(args[1]));
    }

    /** What a process with this seed sends, thousand after thousand, whatever becomes of it. */
    static List<HeapBuffer> commands(long seed, int round) {
        return RandomTrading.commands(seed << 32 | round, ROUND);
    }

    /** Small segments, so that kills meet their changes too. */
    private static PipelineConfig config(Path folder) {
        return PipelineConfig.defaults(folder).withEngine(ENGINE).withJournal(new JournalConfig(1 << 20, 1 << 17))
                .withClock(() -> NOW_MS).withTickIntervalMs(0);
    }

    private void trade(Path folder, long seed) throws IOException {
        EnginePipeline pipeline = EnginePipeline.start(config(folder), this);
        EngineState state = pipeline.state();
        acknowledged.writeLong(state.sequence());
        acknowledged.writeLong(state.stateHash());
        acknowledged.flush();
        recovered = true;
        for (int round = 0;; round++) {
            for (HeapBuffer command : commands(seed, round)) {
                while (!pipeline.submit(command, 0, command.capacity())) LockSupport.parkNanos(20_000);
            }
        }
    }

    @Override
    public void onEvents(long sequence, long timestampMs, EventBuffer events) {
        last = sequence;
    }

    @Override
    public void onBatchEnd() {
        if (!recovered) return;
        try {
            acknowledged.writeLong(last);
            acknowledged.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
