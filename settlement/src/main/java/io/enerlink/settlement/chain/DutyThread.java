package io.enerlink.settlement.chain;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import io.enerlink.settlement.chain.LogCursor.EffectTimeoutException;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that does its duty again and again: when woken, and anyway every so often. While the chain, the database or
 * the engine is away, or the outbox is full, it tries again, ever more slowly; any other failure ends it.
 */
public final class DutyThread implements AutoCloseable {
    private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(5);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(40);
    private static final Logger LOG = LoggerFactory.getLogger(DutyThread.class);

    private final Duration look;
    private final Runnable duty;
    private final Consumer<RuntimeException> failed;
    private final Semaphore wake = new Semaphore(0);
    private final Thread thread;
    private volatile boolean running = true;

    /**
     * @param look   the longest pause between two rounds
     * @param duty   one round; it can be repeated from its beginning at any time
     * @param failed told, on the thread, why it ended
     */
    public DutyThread(String name, Duration look, Runnable duty, Consumer<RuntimeException> failed) {
        this.look = look;
        this.duty = duty;
        this.failed = failed;
        thread = Thread.ofPlatform().name(name).unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    /** Lets the next round begin at once. */
    public void wake() {
        wake.release();
    }

    /** False once it is asked to stop: a long round should end then. */
    public boolean isRunning() { return running; }

    private void run() {
        Duration pause = look;
        while (running) {
            pause = round(pause);
            await(pause);
        }
    }

    /** One round in the caller's thread, instead of {@link #start}: for whoever keeps time themselves. */
    public void step() {
        if (running) round(look);
    }

    /** @return the pause before the next round */
    private Duration round(Duration pause) {
        try {
            duty.run();
            return look;
        } catch (ChainUnavailableException | JdbiException | EffectTimeoutException | OutboxFullException e) {
            LOG.warn("{} waits: {}", thread.getName(), e.getMessage());
            Duration longer = pause.multipliedBy(2);
            return longer.compareTo(LONGEST_BACK_OFF) < 0 ? longer : LONGEST_BACK_OFF;
        } catch (RuntimeException e) {
            LOG.error("{} ends", thread.getName(), e);
            running = false;
            failed.accept(e);
            return pause;
        }
    }

    private void await(Duration pause) {
        try {
            if (running && wake.tryAcquire(pause.toNanos(), TimeUnit.NANOSECONDS)) wake.drainPermits();
        } catch (InterruptedException e) {
            running = false;
        }
    }

    /** Ends it after the round it is in. */
    @Override
    public void close() {
        running = false;
        wake();
        if (thread.getState() == Thread.State.NEW) return;
        try {
            if (!thread.join(STOP_TIMEOUT)) LOG.error("{} did not stop within {}", thread.getName(), STOP_TIMEOUT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
