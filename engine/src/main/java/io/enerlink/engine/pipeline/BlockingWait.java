package io.enerlink.engine.pipeline;

import com.lmax.disruptor.AlertException;
import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.SequenceBarrier;
import com.lmax.disruptor.WaitStrategy;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * Blocks for new commands and for the stages before. The Disruptor's own blocking strategy blocks for the first only and
 * spins for the second, and so would burn a core through every force of the journal. A stage that comes here to wait has
 * just finished something: that is when it wakes those who wait for it. Only who can go on is woken: the publisher neither
 * by a new command nor by the first of journal and matcher to finish.
 */
final class BlockingWait implements WaitStrategy {
    private final ThreadLocal<Waiter> own = ThreadLocal.withInitial(this::join);
    private volatile Waiter[] waiters = new Waiter[0];

    /** A stage's thread and what it waits for. */
    private static final class Waiter {
        private final Thread thread = Thread.currentThread();
        private final AtomicBoolean waits = new AtomicBoolean();
        private long sequence;
        private Sequence dependent;
        private SequenceBarrier barrier;

        /** Says what is waited for before it says that it waits. */
        void waitsFor(long newSequence, Sequence newDependent, SequenceBarrier newBarrier) {
            sequence = newSequence;
            dependent = newDependent;
            barrier = newBarrier;
            waits.set(true);
        }

        void wakeIfItCanGoOn() {
            if (!waits.get()) return;
            boolean canGoOn = dependent.get() >= sequence || barrier.isAlerted();
            if (canGoOn && waits.compareAndSet(true, false)) LockSupport.unpark(thread);
        }
    }

    @Override
    public long waitFor(long sequence, Sequence cursor, Sequence dependent, SequenceBarrier barrier)
            throws AlertException, InterruptedException {
        signalAllWhenBlocking();
        long available = dependent.get();
        return available >= sequence ? available : block(own.get(), sequence, dependent, barrier);
    }

    private long block(Waiter waiter, long sequence, Sequence dependent, SequenceBarrier barrier)
            throws AlertException, InterruptedException {
        try {
            while (true) {
                waiter.waitsFor(sequence, dependent, barrier);
                VarHandle.fullFence();
                barrier.checkAlert();
                long available = dependent.get();
                if (available >= sequence) return available;
                LockSupport.park(this);
                if (Thread.interrupted()) throw new InterruptedException();
            }
        } finally {
            waiter.waits.set(false);
        }
    }

    @Override
    public void signalAllWhenBlocking() {
        VarHandle.fullFence();
        for (Waiter waiter : waiters) waiter.wakeIfItCanGoOn();
    }

    private synchronized Waiter join() {
        Waiter[] more = Arrays.copyOf(waiters, waiters.length + 1);
        more[waiters.length] = new Waiter();
        waiters = more;
        return more[more.length - 1];
    }
}
