package io.enerlink.benchmarks.gateway;

import io.netty.channel.EventLoop;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Frames at planned times, one line after the other; what is late is late from the moment at which it was due. */
final class Pace implements Runnable {
    private final List<WireLine> lines;
    private final byte[][] frames;
    private final int firstId;
    private final long intervalNs;
    private final Answers answers;
    private final EventLoop loop;
    private long startNs;
    private int next;

    /** @param frames in the order of sending; their ids rise from {@code firstId} */
    Pace(List<WireLine> lines, byte[][] frames, int firstId, int perSecond, Answers answers) {
        this.lines = lines;
        this.frames = frames;
        this.firstId = firstId;
        this.answers = answers;
        intervalNs = 1_000_000_000L / perSecond;
        loop = lines.getFirst().channel().eventLoop();
    }

    void start() {
        loop.execute(() -> {
            for (WireLine line : lines)
                line.readBy((on, message, offset, length) -> answers.take(message, offset, length));
            startNs = System.nanoTime();
            run();
        });
    }

    /** Sends what is due. On the loop. */
    @Override
    public void run() {
        for (; next < frames.length && due() <= System.nanoTime(); next++) {
            answers.due(firstId + next, due());
            lines.get(next % lines.size()).send(frames[next]);
        }
        if (next < frames.length) loop.schedule(this, Math.max(0, due() - System.nanoTime()), TimeUnit.NANOSECONDS);
    }

    private long due() {
        return startNs + next * intervalNs;
    }
}
