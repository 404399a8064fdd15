package io.enerlink.engine.pipeline;

import io.enerlink.engine.client.HeapBuffer;
import java.util.concurrent.CompletableFuture;

/** One place in the ring: what a producer put in, and what its {@link Stamp} says of it. */
final class Slot {
    static final int MAX_COMMAND_BYTES = 512;

    // written by the producer
    final HeapBuffer command = new HeapBuffer(MAX_COMMAND_BYTES);
    /** 0: there is no command in it. */
    int length;
    long clockMs;
    /** By the monotonic clock; 0 where no client handed it over. */
    long submittedNs;
    /** Answered when all before it is durable and published; null mostly. */
    CompletableFuture<EngineState> barrier;
    /** Answered when a snapshot taken here is durable, or that none could be taken here; null mostly. */
    CompletableFuture<Boolean> snapshot;

    // written by the engine's thread
    long sequence;
    long timestampMs;
    /** Before the command the clock had jumped: trading is halted by a command with the sequence before. */
    boolean halted;
    /** The time before the jump: what the jump would expire must still be there when trading is halted. */
    long haltTimestampMs;

    void release() {
        barrier = null;
        snapshot = null;
    }
}
