package io.enerlink.engine.journal;

import java.nio.ByteBuffer;

/** An open file of a {@link Storage}. Not thread-safe. Every failure is a {@link StorageException}. */
public interface StorageFile extends AutoCloseable {
    long sizeBytes();

    /**
     * Reads until the target is full or the file ends.
     *
     * @return bytes read; fewer than asked for only at the end of the file
     */
    int read(ByteBuffer target, long position);

    /** Writes all that remains in the source; after a failure any part of it may have been written. */
    void write(ByteBuffer source, long position);

    /** Returns when everything written to this file is durable. After a failure nothing is known about any of it. */
    void force();

    @Override
    void close();
}
