package io.enerlink.gateway.cli;

import io.enerlink.gateway.replay.LiveReplay;
import java.time.Duration;

/** A script's time on the wall's clock: its first time is now, and what follows comes as much later, or faster. */
final class ScriptTime implements LiveReplay.Pace {
    private static final long MS_NS = 1_000_000;

    private final int speed;
    private final StopSignal stop;
    private long firstMs = -1;
    private long startNs;

    ScriptTime(int speed, StopSignal stop) {
        this.speed = speed;
        this.stop = stop;
    }

    /** @throws InterruptedException when the command is asked to stop */
    @Override
    public void until(long scriptMs) throws InterruptedException {
        if (firstMs < 0) {
            firstMs = scriptMs;
            startNs = System.nanoTime();
        }
        long dueNs = startNs + (scriptMs - firstMs) * MS_NS / speed;
        long leftNs = dueNs - System.nanoTime();
        if (leftNs > 0 && stop.await(Duration.ofNanos(leftNs))) throw new InterruptedException("stopped");
    }
}
