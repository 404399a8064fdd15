package io.enerlink.engine.matching;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.agrona.DirectBuffer;

import io.enerlink.engine.book.Side;
import io.enerlink.engine.client.EventBuffer;
import io.enerlink.engine.message.CommandRejectedDecoder;
import io.enerlink.engine.message.MessageHeaderDecoder;
import io.enerlink.engine.message.OrderRejectedDecoder;

/** One sequence of random commands for the engine and the naive one: every byte of every event has to be the same. */
final class Comparison {
    private static final EngineConfig CONFIG = new EngineConfig(8, 3, 24);
    private static final int HEADER = MessageHeaderDecoder.ENCODED_LENGTH;

    private final RandomCommands random;
    private final MatchingEngine engine = new MatchingEngine(CONFIG);
    private final NaiveEngine naive = new NaiveEngine(CONFIG);
    private final EventAudit audit;
    private final Set<RejectReason> reasons;
    private final EventBuffer events;
    private final EventBuffer naiveEvents;
    private long sequence;
    private int[] spans = new int[64];
    private int spanCount;
    private int position;

    /** Buffers are large and used again. */
    static final class Buffers {
        final EventBuffer events = new EventBuffer(1 << 15);
        final EventBuffer naiveEvents = new EventBuffer(1 << 15);
    }

    Comparison(long seed, Buffers buffers, Set<RejectReason> reasons, boolean audited) {
        random = new RandomCommands(seed);
        events = buffers.events;
        naiveEvents = buffers.naiveEvents;
        this.reasons = reasons;
        audit = audited ? new EventAudit() : null;
    }

    void run(int commands) {
        while (!random.isOpen()) step();
        for (int i = 0; i < commands; i++) step();
        compareHashes();
        if (audit != null) compareDepth();
    }

    private void step() {
        Commands command = random.next();
        events.clear();
        naiveEvents.clear();
        sequence++;
        int pending = naive.state.pendingExecutions();
        naive.onCommand(sequence, random.nowMs(), command.buffer, 0, command.length, naiveEvents);
        engine.onCommand(sequence, random.nowMs(), command.buffer, 0, command.length, events);
        compareEvents();
        int limit = Math.max(pending, naive.state.maxPendingExecutions);
        if (naive.state.pendingExecutions() > limit) throw new AssertionError("more than " + limit + " wait");
        if (audit != null) audit.check(command, events);
        random.hear(events);
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

    private void compareHashes() {
        if (engine.stateHash() != naive.stateHash()) {
            throw new AssertionError("after " + sequence + " commands the states differ");
        }
    }

    private void compareDepth() {
        for (int id = 1; id <= 2; id++) {
            for (Side side : Side.values()) {
                Map<Long, Long> levels = audit.levels(id, side);
                NaiveState.Instrument instrument = naive.state.instruments.get(id);
                List<String> expected = new ArrayList<>();
                instrument.side(side).forEach((priceTicks, orders) -> expected.add(priceTicks + "="
                        + orders.stream().mapToLong(order -> order.visibleWh).sum()));
                String told = levels.entrySet().toString();
                if (!told.equals(expected.toString())) throw new AssertionError(told + " is not " + expected);
            }
        }
    }

    static Set<RejectReason> allReasons() {
        return EnumSet.complementOf(EnumSet.of(RejectReason.NONE));
    }
}
