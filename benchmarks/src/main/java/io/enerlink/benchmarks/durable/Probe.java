package io.enerlink.benchmarks.durable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.HdrHistogram.Histogram;

/** What the disk itself can do: batches written one behind the other into a preallocated file, each forced. */
public final class Probe implements AutoCloseable {
    private static final int FILE_BYTES = 64 << 20;
    private static final long LONGEST_NANOS = 60_000_000_000L;

    private final Path path;
    private final FileChannel channel;
    private long position;

    public Probe(Path folder) throws IOException {
        path = folder.resolve("probe");
        channel = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        channel.write(ByteBuffer.allocateDirect(FILE_BYTES), 0);
        channel.force(true);
    }

    /** What it took to write and force one batch, in nanoseconds, over so long a time. */
    public Histogram run(int batchBytes, long nanos) throws IOException {
        Histogram took = new Histogram(LONGEST_NANOS, 3);
        ByteBuffer batch = ByteBuffer.allocateDirect(batchBytes);
        for (int i = 0; i < batchBytes; i++) batch.put(i, (byte) (i * 31 + 1));
        long start = System.nanoTime();
        long before = start;
        while (before - start < nanos) {
            if (position + batchBytes > FILE_BYTES) position = 0;
            channel.write(batch.rewind(), position);
            channel.force(false);
            position += batchBytes;
            long now = System.nanoTime();
            took.recordValue(now - before);
            before = now;
        }
        return took;
    }

    @Override
    public void close() throws IOException {
        channel.close();
        Files.delete(path);
    }
}
