package io.enerlink.engine.client;

import java.util.concurrent.ArrayBlockingQueue;
import org.agrona.BitUtil;

/**
 * Large buffers that {@link EventBuffer}s borrow while a command has much to say, so that not every one of them grows as
 * large as the largest answer. Taken on one thread and given back on one, which may be another.
 */
public final class SpareBuffers {
    /** Room for an answer that closes a batch of 500 executions. */
    private static final int SMALLEST_BYTES = 1 << 17;
    /** A larger one is not kept. */
    private static final int LARGEST_BYTES = 1 << 20;
    static final int MOST = 64;

    private final ArrayBlockingQueue<HeapBuffer> spares = new ArrayBlockingQueue<>(MOST);

    int count() { return spares.size(); }

    HeapBuffer take(int bytes) {
        HeapBuffer spare = spares.poll();
        if (spare != null && spare.capacity() >= bytes) return spare;
        return new HeapBuffer(Math.max(SMALLEST_BYTES, BitUtil.findNextPositivePowerOfTwo(bytes)));
    }

    /** Keeps it where there is room and it is not too large. */
    void giveBack(HeapBuffer buffer) {
        if (buffer.capacity() <= LARGEST_BYTES) spares.offer(buffer);
    }
}
