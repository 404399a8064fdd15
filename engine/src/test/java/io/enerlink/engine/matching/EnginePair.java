package io.enerlink.engine.matching;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;

import org.agrona.DirectBuffer;

import io.enerlink.engine.client.EventBuffer;
import io.enerlink.engine.message.CommandRejectedDecoder;
import io.enerlink.engine.message.MessageHeaderDecoder;
import io.enerlink.engine.message.OrderRejectedDecoder;

/** The engine and the naive one side by side: every byte of every event has to be the same. */
final class EnginePair {
    private static final int HEADER = MessageHeaderDecoder.ENCODED_LENGTH;

    final NaiveEngine naive;
    final EventBuffer events;
    private final MatchingEngine engine;
    private final EventBuffer naiveEvents;
    private final Set<RejectReason> reasons;
    private long sequence;
    private int[] spans = new int[64];
    private int spanCount;
    private int position;

    /** Used again from sequence to sequence; the naive one's begins small, so that it grows now and then. */
    static final class Buffers {
        final EventBuffer events = new EventBuffer(1 << 15);
        final EventBuffer naiveEvents = new EventBuffer(1 << 10);
    }

    /** @param reasons gathers why commands were refused */
    EnginePair(EngineConfig config, Buffers buffers, Set<RejectReason> reasons) {
        engine = new MatchingEngine(config);
        naive = new NaiveEngine(config);
        events = buffers.events;
        naiveEvents = buffers.naiveEvents;
        this.reasons = reasons;
    }

    void apply(Commands command, long nowMs) {
        apply(command.buffer, command.length, nowMs);
    }

    void apply(DirectBuffer command, int length, long nowMs) {
        events.clear();
        naiveEvents.clear();
        sequence++;
        naive.onCommand(sequence, nowMs, command, 0, length, naiveEvents);
        engine.onCommand(sequence, nowMs, command, 0, length, events);
        compareEvents();
    }

    private void compareEvents() {
        spanCount = 0;
        naiveEvents.forEach(this::remember);
        position = 0;
        events.forEach(this::compare);
        if (position != spanCount) differ("an event is missing");
    }

    private void remember(DirectBuffer buffer, int offset, int length) {
        if (spanCount + 2 > spans.length) spans = Arrays.copyOf(spans, spanCount * 2);
        spans[spanCount++] = offset;
        spans[spanCount++] = length;
    }

    private void compare(DirectBuffer buffer, int offset, int length) {
        if (position == spanCount || spans[position + 1] != length) differ(hex(buffer, offset, length));
        int naiveOffset = spans[position];
        position += 2;
        DirectBuffer expected = naiveEvents.buffer();
        for (int i = 0; i < length; i += Long.BYTES) {
            int left = length - i;
            boolean same = left < Long.BYTES ? sameTail(buffer, offset + i, expected, naiveOffset + i, left)
                    : buffer.getLong(offset + i) == expected.getLong(naiveOffset + i);
            if (!same)
                differ(hex(expected, naiveOffset, length) + System.lineSeparator() + hex(buffer, offset, length));
        }
        noteReason(buffer, offset);
    }

    private static boolean sameTail(DirectBuffer buffer, int offset, DirectBuffer other, int otherOffset, int length) {
        for (int i = 0; i < length; i++) {
            if (buffer.getByte(offset + i) != other.getByte(otherOffset + i)) return false;
        }
        return true;
    }

    private void noteReason(DirectBuffer buffer, int offset) {
        switch (buffer.getShort(offset + MessageHeaderDecoder.templateIdEncodingOffset())) {
            case OrderRejectedDecoder.TEMPLATE_ID -> reasons.add(RejectReason.of(buffer.getByte(offset + HEADER
                    + OrderRejectedDecoder.reasonEncodingOffset())));
            case CommandRejectedDecoder.TEMPLATE_ID -> reasons.add(RejectReason.of(buffer.getByte(offset + HEADER
                    + CommandRejectedDecoder.reasonEncodingOffset())));
            default -> {
                // No refusal.
            }
        }
    }

    private void differ(String where) {
        throw new AssertionError(
                "command %d: the naive engine says%n%s%n%nthe engine says%n%s%n%n%s".formatted(sequence,
                        text(naiveEvents), text(events), where));
    }

    private static String text(EventBuffer buffer) {
        return String.join(System.lineSeparator(), new EventText(id -> "#" + id, id -> "o" + id).lines(buffer));
    }

    private static String hex(DirectBuffer buffer, int offset, int length) {
        byte[] bytes = new byte[length];
        buffer.getBytes(offset, bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** The engine's. */
    long stateHash() { return engine.stateHash(); }

    void compareHashes() {
        if (engine.stateHash() != naive.stateHash()) {
            throw new AssertionError("after " + sequence + " commands the states differ");
        }
    }
}
