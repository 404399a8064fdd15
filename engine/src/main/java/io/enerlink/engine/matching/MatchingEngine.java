package io.enerlink.engine.matching;

import org.agrona.DirectBuffer;

import io.enerlink.engine.client.EventBuffer;

/** The exchange as a function: one command in, its events out. Single-threaded, deterministic, knows no clock. */
public final class MatchingEngine {
    private long stateHash;

    public MatchingEngine(EngineConfig config) {}

    /**
     * Applies one command and appends what it caused to {@code events}, which the caller clears.
     *
     * @param sequence    of the command, rising by one
     * @param timestampMs of the command, never falling
     */
    public void onCommand(long sequence, long timestampMs, DirectBuffer command, int offset, int length,
            EventBuffer events) {
        for (int i = offset; i < offset + length; i++) {
            stateHash = stateHash * 31 + command.getByte(i);
        }
    }

    /** A hash over everything that matters, the same wherever the same commands were applied. */
    public long stateHash() {
        return stateHash;
    }
}
