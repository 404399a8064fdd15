package io.enerlink.engine.pipeline;

/**
 * Gives each command its sequence and time, from nothing but the order of the ring and the producers' clock readings in
 * it.
 */
final class Stamp {
    static final long MAX_CLOCK_JUMP_MS = 5_000;

    private long sequence;
    private long timestampMs;
    private boolean running;

    Stamp(long lastSequence, long lastTimestampMs) {
        sequence = lastSequence;
        timestampMs = lastTimestampMs;
    }

    /** Stamps a command, and where the clock has jumped a halt of trading before it; a slot without one as the last. */
    void put(Slot slot) {
        slot.halted = slot.length > 0 && running && slot.clockMs - timestampMs > MAX_CLOCK_JUMP_MS;
        slot.haltTimestampMs = timestampMs;
        if (slot.length > 0) next(slot.clockMs, slot.halted);
        slot.sequence = sequence;
        slot.timestampMs = timestampMs;
    }

    private void next(long clockMs, boolean halted) {
        running = true;
        timestampMs = Math.max(timestampMs, clockMs);
        sequence += halted ? 2 : 1;
    }
}
