package io.enerlink.engine.pipeline;

import io.enerlink.engine.client.EventBuffer;
import io.enerlink.engine.client.EventListener;
import io.enerlink.engine.journal.FileStorage;
import io.enerlink.engine.journal.JournalException;
import io.enerlink.engine.journal.JournalReader;
import io.enerlink.engine.journal.SnapshotMismatchException;
import io.enerlink.engine.journal.Snapshots;
import io.enerlink.engine.journal.Storage;
import io.enerlink.engine.matching.EngineConfig;
import java.nio.file.Path;

/**
 * What an engine published, made again by another engine out of a snapshot and the journal behind it; also beside the
 * running one. For whoever has to catch up with what it did not hear.
 */
public final class PastEvents {
    private final EngineConfig config;
    private final Path directory;

    /** @param directory of the journal */
    public PastEvents(Path directory, EngineConfig config) {
        this.directory = directory;
        this.config = config;
    }

    /**
     * Shows the events of the commands behind {@code after} up to {@code through}, which have been published, in the
     * calling thread.
     *
     * @throws JournalException where the journal does not reach back so far, or is damaged
     * @throws SnapshotMismatchException where the snapshots are of an engine with other limits
     */
    public void replay(long after, long through, EventListener listener) {
        try (Storage storage = FileStorage.readOnly(directory)) {
            Startup start = Startup.before(storage, config, after);
            EventBuffer events = new EventBuffer(1 << 16);
            JournalReader.forEachAfter(storage, start.snapshot().sequence(),
                    (sequence, timestampMs, buffer, offset, length) -> {
                        if (sequence > through) return;
                        events.clear();
                        start.engine().onCommand(sequence, timestampMs, buffer, offset, length, events);
                        if (sequence > after) listener.onEvents(sequence, timestampMs, events);
                    });
        }
    }
}
