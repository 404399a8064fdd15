package io.enerlink.gateway.replay;

import java.io.IOException;
import java.io.InputStream;

/** Bytes line by line, without copying them. A line that is too long is passed over and known as such. */
final class LineSource {
    /** Bytes that a line may have. */
    static final int MAX_LINE = 1 << 16;

    private final InputStream in;
    private final Runnable beforeWaiting;
    private final byte[] buffer = new byte[4 * MAX_LINE];
    private int start;
    private int end;
    private int length;
    private int scanned;
    private boolean tooLong;
    private boolean ended;
    private long number;

    /** @param beforeWaiting runs whenever all that was read has been shown and more is asked for */
    LineSource(InputStream in, Runnable beforeWaiting) {
        this.in = in;
        this.beforeWaiting = beforeWaiting;
    }

    /** Goes to the next line; false at the end of the input. */
    boolean next() throws IOException {
        start += scanned;
        scanned = 0;
        tooLong = false;
        while (true) {
            for (; start + scanned < end; scanned++) {
                if (buffer[start + scanned] == '\n') return found(scanned++);
            }
            if (ended) return (scanned > 0 || tooLong) && found(scanned);
            if (scanned > MAX_LINE) {
                tooLong = true;
                start += scanned;
                scanned = 0;
            }
            fill();
        }
    }

    private boolean found(int lineLength) {
        tooLong |= lineLength > MAX_LINE;
        length = lineLength;
        number++;
        return true;
    }

    private void fill() throws IOException {
        beforeWaiting.run();
        System.arraycopy(buffer, start, buffer, 0, end - start);
        end -= start;
        start = 0;
        int read = in.read(buffer, end, buffer.length - end);
        if (read < 0) ended = true;
        else
            end += read;
    }

    byte[] bytes() { return buffer; }

    int start() { return start; }

    int length() { return length; }

    boolean isTooLong() { return tooLong; }

    boolean isBlank() {
        for (int i = start; i < start + length; i++) {
            if (buffer[i] != ' ' && buffer[i] != '\t' && buffer[i] != '\r') return false;
        }
        return true;
    }

    /** Of the line, from 1. */
    long number() {
        return number;
    }
}
