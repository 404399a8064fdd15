package io.enerlink.engine.journal;

/**
 * What a snapshot says of itself.
 *
 * @param sequence    of the last command in it
 * @param timestampMs of that command
 * @param stateHash   of the engine after it
 */
public record Snapshot(long sequence, long timestampMs, long stateHash) {}
