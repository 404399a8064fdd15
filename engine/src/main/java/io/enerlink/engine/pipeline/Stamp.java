package io.enerlink.engine.pipeline;

/**
 * Gives each command its sequence and time, from nothing but the order of the ring and the producers' clock readings in
 * it. Journal and matcher each have one and come to the same result, so none has to wait for the other, nor both for a
 * stage before them.
 */
final class Stamp {
    static final long MAX_CLOCK_JUMP_MS = 5_000;

    private long sequence;
    private long timestampMs;
    private long previousTimestampMs;
    private boolean running;
    private boolean jumped;

    Stamp(long lastSequence, long lastTimestampMs) {
        sequence = lastSequence;
        timestampMs = lastTimestampMs;
    }

    /** Stamps the next command, and a halt of trading before it where {@link #jumped()} is true then. */
    void next(long clockMs) {
        jumped = running && clockMs - timestampMs > MAX_CLOCK_JUMP_MS;
        running = true;
        previousTimestampMs = timestampMs;
        timestampMs = Math.max(timestampMs, clockMs);
        sequence += jumped ? 2 : 1;
    }

    long sequence() { return sequence; }

    long timestampMs() { return timestampMs; }

    boolean jumped() { return jumped; }

    long haltSequence() { return sequence - 1; }

    /** The time before the jump: what the jump would expire must still be there when trading is halted. */
    long haltTimestampMs() {
        return previousTimestampMs;
    }
}
