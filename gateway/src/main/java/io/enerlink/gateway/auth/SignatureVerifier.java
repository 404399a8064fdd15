package io.enerlink.gateway.auth;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Recovers signers off the event loops. Each account belongs to one worker, so what arrives for an account is answered
 * in order of arrival; unsigned requests that must not overtake signed ones go {@link #behind} them.
 */
public final class SignatureVerifier implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SignatureVerifier.class);

    /** Hears what became of a signature, on a worker's thread; must not block. */
    public interface Outcome {
        /** The signature is sound and this address made it; whether it may is the listener's question. */
        void signedBy(Address signer);

        /** The signature names nobody. */
        void refused(SignatureFault fault);
    }

    private final Domain domain;
    private final Worker[] workers;
    private final ThreadLocal<Recovery> recovery = ThreadLocal.withInitial(Recovery::new);
    private final AtomicLong busy = new AtomicLong();

    /** Starts {@code workerCount} threads, each with a queue of {@code queueCapacity} requests. */
    public SignatureVerifier(Domain domain, int workerCount, int queueCapacity) {
        this.domain = domain;
        this.workers = new Worker[workerCount];
        for (int i = 0; i < workerCount; i++) workers[i] = new Worker("verifier-" + i, queueCapacity);
    }

    /** Recovers who signed. @return false when the account's worker is full: nothing will be called, answer BUSY */
    public boolean verify(Address account, TypedStruct struct, byte[] signature, Outcome outcome) {
        return inOrder(account, () -> recover(struct, signature, outcome));
    }

    /** Runs a request after everything that arrived before it for this account. @return false when full */
    public boolean inOrder(Address account, Runnable request) {
        return inOrder(worker(account), request);
    }

    /**
     * Runs a request that needs no signature after everything that arrived before it for this account: here and now,
     * where nothing did, else as {@link #inOrder}. @return false when full
     */
    public boolean behind(Address account, Runnable request) {
        Worker worker = worker(account);
        if (!worker.isIdle()) return inOrder(worker, request);
        request.run();
        return true;
    }

    private Worker worker(Address account) {
        return workers[Math.floorMod(account.hashCode(), workers.length)];
    }

    private boolean inOrder(Worker worker, Runnable request) {
        try {
            worker.execute(request);
            return true;
        } catch (RejectedExecutionException full) {
            busy.incrementAndGet();
            return false;
        }
    }

    /** How many requests were turned away because a queue was full. */
    public long busyCount() { return busy.get(); }

    /** Takes nothing more, finishes what was taken, and waits at most five seconds for that. */
    @Override
    public void close() {
        for (Worker worker : workers) worker.shutdown();
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
        for (Worker worker : workers) {
            if (!finished(worker, deadlineNs)) worker.shutdownNow();
        }
    }

    private static boolean finished(Worker worker, long deadlineNs) {
        try {
            return worker.awaitTermination(deadlineNs - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Recovers who signed on the calling thread, which is to be a worker's: {@link #inOrder}. */
    public void recover(TypedStruct struct, byte[] signature, Outcome outcome) {
        Address signer;
        try {
            signer = signerOf(struct, signature);
        } catch (SignatureException nobody) {
            outcome.refused(nobody.fault());
            return;
        }
        outcome.signedBy(signer);
    }

    /** The same. @throws SignatureException where it names nobody */
    public Address signerOf(TypedStruct struct, byte[] signature) throws SignatureException {
        return recovery.get().signerOf(domain, struct, signature);
    }

    /** One thread, what it has to do, and whether there is any of that. */
    private static final class Worker extends ThreadPoolExecutor {
        private final AtomicInteger unfinished = new AtomicInteger();

        Worker(String name, int queueCapacity) {
            super(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(queueCapacity), task -> thread(name, task));
        }

        private static Thread thread(String name, Runnable task) {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            thread.setUncaughtExceptionHandler((worker, error) -> LOG.error("{} failed", worker.getName(), error));
            return thread;
        }

        boolean isIdle() { return unfinished.get() == 0 && !isShutdown(); }

        @Override
        public void execute(Runnable request) {
            unfinished.incrementAndGet();
            try {
                super.execute(request);
            } catch (RejectedExecutionException full) {
                unfinished.decrementAndGet();
                throw full;
            }
        }

        @Override
        protected void afterExecute(Runnable request, Throwable thrown) {
            unfinished.decrementAndGet();
        }
    }
}
