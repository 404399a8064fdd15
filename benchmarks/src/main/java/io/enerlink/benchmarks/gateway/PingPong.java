package io.enerlink.benchmarks.gateway;

import io.netty.buffer.ByteBuf;

/** One frame at a time: the next is sent when the one before is answered. */
final class PingPong implements WireLine.Reader {
    private final byte[][] frames;
    private final int firstId;
    private final Answers answers;
    private int next;

    PingPong(byte[][] frames, int firstId, Answers answers) {
        this.frames = frames;
        this.firstId = firstId;
        this.answers = answers;
    }

    void start(WireLine line) {
        line.channel().eventLoop().execute(() -> {
            line.readBy(this);
            send(line);
        });
    }

    @Override
    public void on(WireLine line, ByteBuf message, int offset, int length) {
        answers.take(message, offset, length);
        if (next < frames.length) send(line);
    }

    private void send(WireLine line) {
        answers.due(firstId + next, System.nanoTime());
        line.send(frames[next++]);
    }
}
