package io.enerlink.engine.journal;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/** Keeps one preallocated file ahead of the journal, so that a full segment does not make commands wait for zeros. */
final class NextSegment {
    private static final String NAME = "journal-next.tmp";

    private final Storage storage;
    private final int segmentBytes;
    private final Executor executor;
    private CompletableFuture<StorageFile> prepared;

    NextSegment(Storage storage, int segmentBytes, Executor executor) {
        this.storage = storage;
        this.segmentBytes = segmentBytes;
        this.executor = executor;
        if (storage.list().contains(NAME)) storage.delete(NAME);
        prepare();
    }

    private void prepare() {
        prepared = CompletableFuture.supplyAsync(this::preallocate, executor);
    }

    private StorageFile preallocate() {
        StorageFile file = storage.create(NAME, segmentBytes);
        file.force();
        return file;
    }

    /** @return a segment without records, durable under its own name */
    StorageFile take(long firstSequence) {
        StorageFile file = await();
        file.write(new SegmentHeader(firstSequence, segmentBytes).encode(), 0);
        file.force();
        storage.rename(NAME, SegmentHeader.name(firstSequence));
        storage.forceDirectory();
        prepare();
        return file;
    }

    private StorageFile await() {
        try {
            return prepared.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) throw cause;
            throw e;
        }
    }

    /** Waits until nothing is written any more; what could not be prepared is of no interest now. */
    void close() {
        prepared.handle((file, failure) -> file).thenAccept(file -> {
            if (file != null) file.close();
        }).join();
    }
}
