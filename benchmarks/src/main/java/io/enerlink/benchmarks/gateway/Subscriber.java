package io.enerlink.benchmarks.gateway;

import io.netty.buffer.ByteBuf;
import org.HdrHistogram.Histogram;

/** Hears a book: how long ago what it hears was true, and whether each message follows the one before. */
final class Subscriber implements WireLine.Reader {
    private static final byte[] SEQ = "\"seq\":".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    private static final byte[] PREV_SEQ = "\"prevSeq\":".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    private static final byte[] CHANNEL = "{\"channel\":\"book\"".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    private static final int TYPE_AT = CHANNEL.length + ",\"type\":\"".length();
    private static final int TS_DIGITS = 13;

    private final Histogram behindMs;
    private long seq;
    private long gaps;
    private long heard;
    private boolean timed;

    /** @param behindMs shared: all subscribers are on one loop */
    Subscriber(Histogram behindMs) {
        this.behindMs = behindMs;
    }

    void timed(boolean now) { timed = now; }

    long seq() { return seq; }

    long gaps() { return gaps; }

    long heard() { return heard; }

    @Override
    public void on(WireLine line, ByteBuf message, int offset, int length) {
        for (int i = 0; i < CHANNEL.length; i++) if (message.getByte(offset + i) != CHANNEL[i]) return;
        boolean update = message.getByte(offset + TYPE_AT) == 'u';
        long previous = number(message, offset, length, PREV_SEQ);
        if (update && previous != seq) gaps++;
        seq = number(message, offset, length, SEQ);
        heard++;
        if (timed) behindMs.recordValue(Math.max(0, System.currentTimeMillis() - timestamp(message, offset + length)));
    }

    private static long number(ByteBuf message, int offset, int length, byte[] name) {
        for (int at = offset; at < offset + length - name.length; at++) {
            int i = 0;
            while (i < name.length && message.getByte(at + i) == name[i]) i++;
            if (i == name.length) return digits(message, at + i);
        }
        throw new IllegalStateException("a book without a number");
    }

    private static long digits(ByteBuf message, int from) {
        long value = 0;
        for (int at = from; message.getByte(at) >= '0' && message.getByte(at) <= '9'; at++)
            value = value * 10 + message.getByte(at) - '0';
        return value;
    }

    /** The last member. */
    private static long timestamp(ByteBuf message, int end) {
        return digits(message, end - 1 - TS_DIGITS);
    }
}
