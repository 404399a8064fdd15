package io.enerlink.engine.pipeline;

/** A fingerprint of everything the engine knows after one command; equal for equal journals. */
public record EngineState(long sequence, long stateHash) {}
