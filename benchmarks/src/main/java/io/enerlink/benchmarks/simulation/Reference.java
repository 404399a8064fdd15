package io.enerlink.benchmarks.simulation;

import io.enerlink.engine.client.EventBuffer;
import io.enerlink.engine.client.HeapBuffer;
import io.enerlink.engine.matching.EngineConfig;
import io.enerlink.engine.matching.HaltReason;
import io.enerlink.engine.matching.MatchingEngine;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * The engine that never crashes: it takes what was submitted, from its senders and not from the journal, as far as the
 * one under test has shown or kept it. Its events and its state are what the other's must be.
 */
final class Reference {
    private static final long MAX_CLOCK_JUMP_MS = 5_000;

    private record Command(byte[] bytes, long clockMs) {}

    private final MatchingEngine engine;
    private final EventBuffer events = new EventBuffer(1 << 12);
    private final Deque<Command> submitted = new ArrayDeque<>();
    private final List<Integer> told = new ArrayList<>();
    private final byte[] haltForClock = new Commands().halt(HaltReason.CLOCK_JUMP);
    private long timestampMs;
    private boolean running;

    Reference(EngineConfig config) { engine = new MatchingEngine(config); }

    void submitted(byte[] command, long clockMs) {
        submitted.add(new Command(command, clockMs));
    }

    /** The last command whose events were shown. */
    long lastSequence() { return told.size(); }

    long stateHash() { return engine.stateHash(); }

    /**
     * The engine under test shows a command, for the first time or again after a restart.
     *
     * @return whether it is the first time
     */
    boolean shown(long sequence, long itsTimestampMs, EventBuffer itsEvents) {
        int itsHash = hash(itsTimestampMs, itsEvents);
        if (sequence <= told.size()) {
            require(told.get((int) sequence - 1) == itsHash, "command " + sequence
                    + " did something else when it was replayed");
            return false;
        }
        require(sequence == told.size() + 1, "command " + sequence + " was shown after " + told.size());
        apply(sequence);
        require(timestampMs == itsTimestampMs && hash(timestampMs, events) == itsHash, "command " + sequence
                + " did not do what it should");
        told.add(itsHash);
        return true;
    }

    private void apply(long sequence) {
        require(!submitted.isEmpty(), "nobody had submitted command " + sequence);
        Command next = submitted.peek();
        boolean jumps = running && next.clockMs() - timestampMs > MAX_CLOCK_JUMP_MS;
        running = !jumps;
        byte[] command = jumps ? haltForClock : submitted.remove().bytes();
        if (!jumps) timestampMs = Math.max(timestampMs, next.clockMs());
        events.clear();
        engine.onCommand(sequence, timestampMs, new HeapBuffer(command), 0, command.length, events);
    }

    /** The process has replayed all that is durable: the rest was lost. */
    List<byte[]> recovered() {
        List<byte[]> lost = submitted.stream().map(Command::bytes).toList();
        submitted.clear();
        running = false;
        return lost;
    }

    private static int hash(long timestampMs, EventBuffer events) {
        int[] hash = {Long.hashCode(timestampMs)};
        events.forEach((buffer, offset, length) -> {
            byte[] event = new byte[length];
            buffer.getBytes(offset, event);
            hash[0] = hash[0] * 31 + Arrays.hashCode(event);
        });
        return hash[0];
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) throw new Violation(Check.ACKNOWLEDGED, otherwise);
    }
}
