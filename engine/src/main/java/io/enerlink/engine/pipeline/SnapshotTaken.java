package io.enerlink.engine.pipeline;

/**
 * A snapshot as the matching thread saw it.
 *
 * @param sequence   of the last command in it
 * @param bytes      that were copied
 * @param pauseNanos for which nothing was matched
 */
public record SnapshotTaken(long sequence, long bytes, long pauseNanos) {}
