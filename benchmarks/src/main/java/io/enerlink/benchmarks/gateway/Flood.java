package io.enerlink.benchmarks.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;

/** Frames of one line, as fast as they are answered: so many are on their way at a time, sent in batches. */
final class Flood implements WireLine.Reader {
    private final byte[][] frames;
    private final int window;
    private final Answers answers;
    private int next;
    private int onTheWay;

    Flood(byte[][] frames, int window, Answers answers) {
        this.frames = frames;
        this.window = window;
        this.answers = answers;
    }

    void start(WireLine line) {
        line.channel().eventLoop().execute(() -> {
            line.readBy(this);
            refill(line.channel());
        });
    }

    @Override
    public void on(WireLine line, ByteBuf message, int offset, int length) {
        answers.take(message, offset, length);
        onTheWay--;
        if (onTheWay <= window / 2 && next < frames.length) refill(line.channel());
    }

    private void refill(Channel channel) {
        int to = Math.min(frames.length, next + window - onTheWay);
        if (to == next) return;
        int bytes = 0;
        for (int i = next; i < to; i++) bytes += frames[i].length;
        ByteBuf batch = channel.alloc().buffer(bytes);
        for (; next < to; next++) {
            batch.writeBytes(frames[next]);
            onTheWay++;
        }
        channel.writeAndFlush(bytes == 0 ? Unpooled.EMPTY_BUFFER : batch, channel.voidPromise());
    }
}
