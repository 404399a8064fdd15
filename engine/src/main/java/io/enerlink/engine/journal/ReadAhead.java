package io.enerlink.engine.journal;

import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/** Reads and verifies a segment while the one before it is replayed. What is wrong with one is told in its turn. */
final class ReadAhead implements AutoCloseable {
    private final Storage storage;
    private final boolean besideWriter;
    private final Executor executor;
    private final Iterator<String> names;
    private CompletableFuture<Segment> reading;
    private Segment shown;

    /**
     * @param besideWriter a segment may be archived after it was listed
     * @param executor     reads; a direct one reads in line
     */
    ReadAhead(Storage storage, boolean besideWriter, List<String> names, Executor executor) {
        this.storage = storage;
        this.besideWriter = besideWriter;
        this.executor = executor;
        this.names = names.iterator();
        begin(null);
    }

    /**
     * The next segment, which the caller closes before it asks for another.
     *
     * @throws JournalException where its header is none
     */
    Segment next() {
        Segment next = await();
        begin(shown);
        shown = next;
        return next;
    }

    /** @param done gives its memory away, or null */
    private void begin(Segment done) {
        if (!names.hasNext()) {
            reading = null;
            return;
        }
        String name = names.next();
        reading = CompletableFuture.supplyAsync(() -> read(name, done), executor);
    }

    private Segment await() {
        try {
            return reading.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) throw cause;
            throw e;
        }
    }

    private Segment read(String name, Segment done) {
        StorageFile file = open(name);
        try {
            return Segment.read(name, file, done);
        } catch (RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }

    private StorageFile open(String name) {
        try {
            return storage.open(name);
        } catch (StorageException e) {
            String archived = SegmentHeader.archivedName(name);
            if (!besideWriter || !SegmentHeader.isName(name) || !storage.list().contains(archived)) throw e;
            return storage.open(archived);
        }
    }

    /** Waits for what is being read; what was wrong with it is of no interest now. */
    @Override
    public void close() {
        if (reading == null) return;
        reading.handle((segment, failure) -> segment).thenAccept(segment -> {
            if (segment != null) segment.close();
        }).join();
    }
}
