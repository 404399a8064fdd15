package io.enerlink.engine.pipeline;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/** Every thread of a running engine: the one that matches, its timer, and one for segments of the journal. */
final class EngineThreads implements ThreadFactory {
    private final Halt halt;
    private final List<Thread> own = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService timer = executor("engine-timer");
    private final ScheduledExecutorService background = executor("engine-segments");
    private final ExecutorService writer = Executors.newSingleThreadExecutor(this::newWriter);

    EngineThreads(Halt halt) { this.halt = halt; }

    private static ScheduledExecutorService executor(String name) {
        return Executors
                .newSingleThreadScheduledExecutor(task -> Thread.ofPlatform().daemon().name(name).unstarted(task));
    }

    /** A thread that names itself. */
    @Override
    public Thread newThread(Runnable task) {
        Thread thread = Thread.ofPlatform().daemon().unstarted(task);
        thread.setUncaughtExceptionHandler((failed, cause) -> halt.because(failed.getName() + " died", cause));
        own.add(thread);
        return thread;
    }

    private Thread newWriter(Runnable task) {
        Thread thread = newThread(task);
        thread.setName("engine-snapshot");
        return thread;
    }

    /** One thread that reads segments ahead in a start, and then prepares new ones. */
    Executor background() {
        return background;
    }

    /** One thread that writes snapshots. */
    Executor writer() { return writer; }

    void every(long intervalMs, Runnable task) {
        Runnable guarded = () -> {
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                halt.because("the timer failed", e);
            }
        };
        timer.scheduleWithFixedDelay(guarded, intervalMs, intervalMs, TimeUnit.MILLISECONDS);
    }

    /** @throws IllegalStateException on one of these, which would wait for itself */
    void requireForeign() {
        if (own.contains(Thread.currentThread())) {
            throw new IllegalStateException("not from the engine's own thread " + Thread.currentThread().getName());
        }
    }

    /** Returns when matching, told to stop before, has stopped, and a snapshot that was begun is written. */
    void end() {
        timer.shutdown();
        background.shutdown();
        writer.shutdown();
        for (Thread thread : own) joinUninterruptibly(thread);
    }

    private static void joinUninterruptibly(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
    }
}
