package io.enerlink.engine.pipeline;

import com.lmax.disruptor.AlertException;
import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.SequenceBarrier;
import com.lmax.disruptor.WaitStrategy;
import java.lang.invoke.VarHandle;

/**
 * Blocks for new commands and for the stages before. The Disruptor's own blocking strategy blocks for the first only and
 * spins for the second, and so would burn a core through every force of the journal. A stage that comes here to wait has
 * just finished something: that is when it wakes those who wait for it.
 */
final class BlockingWait implements WaitStrategy {
    private final Object monitor = new Object();
    private volatile boolean somebodyWaits;

    @Override
    public long waitFor(long sequence, Sequence cursor, Sequence dependent, SequenceBarrier barrier)
            throws AlertException, InterruptedException {
        signalAllWhenBlocking();
        long available = dependent.get();
        return available >= sequence ? available : block(sequence, dependent, barrier);
    }

    private long block(long sequence, Sequence dependent, SequenceBarrier barrier)
            throws AlertException, InterruptedException {
        synchronized (monitor) {
            while (true) {
                somebodyWaits = true;
                VarHandle.fullFence();
                barrier.checkAlert();
                long available = dependent.get();
                if (available >= sequence) return available;
                monitor.wait();
            }
        }
    }

    @Override
    public void signalAllWhenBlocking() {
        VarHandle.fullFence();
        if (!somebodyWaits) return;
        synchronized (monitor) {
            somebodyWaits = false;
            monitor.notifyAll();
        }
    }
}
