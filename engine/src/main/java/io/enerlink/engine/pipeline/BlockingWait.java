package io.enerlink.engine.pipeline;

import com.lmax.disruptor.AlertException;
import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.SequenceBarrier;
import com.lmax.disruptor.WaitStrategy;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/**
 * Blocks for new commands and for the stages before. The Disruptor's own blocking strategy blocks for the first only and
 * spins for the second, and so would burn a core through every force of the journal. A stage that comes here to wait has
 * just finished something: that is when it wakes those who wait for it, and only those who can go on now, for on few
 * cores every other one that wakes takes the processor from them.
 */
final class BlockingWait implements WaitStrategy {
    private volatile Waiter[] waiters = {};

    /** A stage's thread, and what it waits for while it waits. */
    private static final class Waiter {
        private final Thread thread = Thread.currentThread();
        private final Sequence dependent;
        private final SequenceBarrier barrier;
        private long sequence;
        private volatile boolean waits;

        private Waiter(Sequence dependent, SequenceBarrier barrier) {
            this.dependent = dependent;
            this.barrier = barrier;
        }

        private boolean canGoOn() {
            return waits && (dependent.get() >= sequence || barrier.isAlerted());
        }
    }

    @Override
    public long waitFor(long sequence, Sequence cursor, Sequence dependent, SequenceBarrier barrier)
            throws AlertException, InterruptedException {
        signalAllWhenBlocking();
        long available = dependent.get();
        return available < sequence ? block(sequence, waiter(dependent, barrier)) : available;
    }

    private static long block(long sequence, Waiter waiter) throws AlertException, InterruptedException {
        waiter.sequence = sequence;
        waiter.waits = true;
        try {
            while (true) {
                VarHandle.fullFence(); // who finishes after this look sees that we wait
                waiter.barrier.checkAlert();
                long available = waiter.dependent.get();
                if (available >= sequence) return available;
                LockSupport.park(waiter);
                if (Thread.interrupted()) throw new InterruptedException();
            }
        } finally {
            waiter.waits = false;
        }
    }

    private Waiter waiter(Sequence dependent, SequenceBarrier barrier) {
        for (Waiter waiter : waiters) if (waiter.thread == Thread.currentThread()) return waiter;
        return join(new Waiter(dependent, barrier));
    }

    private synchronized Waiter join(Waiter waiter) {
        Waiter[] more = Arrays.copyOf(waiters, waiters.length + 1);
        more[waiters.length] = waiter;
        waiters = more;
        return waiter;
    }

    @Override
    public void signalAllWhenBlocking() {
        VarHandle.fullFence();
        for (Waiter waiter : waiters) if (waiter.canGoOn()) LockSupport.unpark(waiter.thread);
    }
}
