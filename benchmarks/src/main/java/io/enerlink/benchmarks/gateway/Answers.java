package io.enerlink.benchmarks.gateway;

import io.netty.buffer.ByteBuf;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * What came back, counted, and timed from the moment at which it was due to be sent. The load has one loop, so nothing
 * here is contended.
 */
final class Answers {
    private static final long LONGEST_NS = 60_000_000_000L;
    private static final long PATIENCE_NS = 120_000_000_000L;
    private static final int ID_AT = "{\"id\":".length();
    private static final int STATUS_AFTER_ID = ",\"status\":".length();

    private final long[] dueNs;
    private final Histogram latency = new Histogram(LONGEST_NS, 3);
    private volatile long count;
    private String refusal;

    /** @param ids above the largest id there is */
    Answers(int ids) { dueNs = new long[ids]; }

    void due(int id, long nanos) { dueNs[id] = nanos; }

    /** Takes an answer, or what the echo server sent back; what nobody asked for is not for us. */
    void take(ByteBuf message, int offset, int length) {
        if (message.getByte(offset + 2) != 'i') return;
        int at = offset + ID_AT;
        int id = 0;
        for (byte digit = message.getByte(at); digit != ','; digit = message.getByte(++at)) id = id * 10 + digit - '0';
        if (message.getByte(at + 2) == 's' && message.getByte(at + STATUS_AFTER_ID) != '2' && refusal == null)
            refusal = message.toString(offset, length, java.nio.charset.StandardCharsets.UTF_8);
        if (dueNs[id] != 0) latency.recordValue(Math.min(LONGEST_NS, System.nanoTime() - dueNs[id]));
        dueNs[id] = 0;
        count++;
    }

    /** @throws IllegalStateException when they do not come, or one of them is a refusal */
    void await(long wanted) {
        long deadlineNs = System.nanoTime() + PATIENCE_NS;
        while (count < wanted) {
            if (System.nanoTime() > deadlineNs)
                throw new IllegalStateException("only " + count + " of " + wanted + " answers; refused: " + refusal);
            LockSupport.parkNanos(500_000);
        }
        if (refusal != null) throw new IllegalStateException("refused: " + refusal);
    }

    /**
     * Waits for answers that may never come. Whoever has none by then has waited until then.
     *
     * @return how many were answered, refusals among them
     */
    long awaitAtMost(int firstId, int wanted, long nanos) {
        long deadlineNs = System.nanoTime() + nanos;
        while (count < wanted && System.nanoTime() < deadlineNs) LockSupport.parkNanos(500_000);
        for (int id = firstId; id < firstId + wanted; id++) {
            if (dueNs[id] != 0) latency.recordValue(Math.min(LONGEST_NS, System.nanoTime() - dueNs[id]));
        }
        return count;
    }

    Histogram latency() { return latency; }
}
