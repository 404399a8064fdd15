package io.enerlink.engine.client;

import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * The events of one command, one after the other: each an {@code int} length, four bytes of padding and an SBE message
 * with its header, aligned to eight bytes. Grows when a command has more to say; reused from command to command.
 */
public final class EventBuffer {
    private static final int PREFIX = 8;

    private HeapBuffer buffer;
    private int end;

    /** Grows, and stays as large as that. */
    public EventBuffer(int initialCapacity) {
        buffer = new HeapBuffer(initialCapacity);
    }

    /** Receives one event: an SBE message header at {@code offset}, then the message, {@code length} bytes in all. */
    @FunctionalInterface
    public interface Visitor {
        void onEvent(DirectBuffer buffer, int offset, int length);
    }

    /** Where the events are, until the next {@link #claim} makes them move. */
    public MutableDirectBuffer buffer() {
        return buffer;
    }

    /** Makes room for one event of {@code length} bytes, header included, and returns where it starts. */
    public int claim(int length) {
        int offset = end + PREFIX;
        int next = BitUtil.align(offset + length, PREFIX);
        if (next > buffer.capacity()) grow(next);
        buffer.putInt(end, length);
        end = next;
        return offset;
    }

    private void grow(int needed) {
        HeapBuffer grown = new HeapBuffer(Math.max(needed, buffer.capacity() * 2));
        grown.putBytes(0, buffer, 0, end);
        buffer = grown;
    }

    public void clear() { end = 0; }

    /** How much room the events take. */
    public int sizeBytes() { return end; }

    public boolean isEmpty() { return end == 0; }

    /** Shows every event, in the order in which they were claimed. */
    public void forEach(Visitor visitor) {
        for (int at = 0; at < end;) {
            int length = buffer.getInt(at);
            visitor.onEvent(buffer, at + PREFIX, length);
            at = BitUtil.align(at + PREFIX + length, PREFIX);
        }
    }
}
