package io.enerlink.engine.pipeline;

import io.enerlink.engine.client.EventBuffer;
import io.enerlink.engine.client.HeapBuffer;
import io.enerlink.engine.client.SpareBuffers;
import java.util.concurrent.CompletableFuture;

/** One place in the ring: what a producer put in, and what the matcher made of it. */
final class Slot {
    static final int MAX_COMMAND_BYTES = 512;

    /** Enough for nearly every answer; the ring has as many of these as slots. */
    private static final int EVENT_BYTES = 1 << 12;

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

    // written by the matcher
    long sequence;
    long timestampMs;
    final EventBuffer events;
    /** Before the command the clock had jumped, and trading was halted by a command with the sequence before. */
    boolean halted;
    long haltTimestampMs;
    EventBuffer haltEvents;
    EngineState state;
    /** The engine's state after this command was copied for a snapshot. */
    boolean copied;

    Slot(SpareBuffers spares) {
        this(new EventBuffer(EVENT_BYTES, spares));
    }

    /** @param events where the events of every slot may go, where one thread matches and publishes */
    Slot(EventBuffer events) {
        this.events = events;
    }

    static EventBuffer newEvents() {
        return new EventBuffer(EVENT_BYTES);
    }

    EventBuffer clearedHaltEvents() {
        if (haltEvents == null) haltEvents = newEvents();
        haltEvents.clear();
        return haltEvents;
    }

    void release() {
        barrier = null;
        state = null;
        snapshot = null;
        copied = false;
        events.release();
    }
}
