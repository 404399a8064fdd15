package io.enerlink.engine.pipeline;

import io.enerlink.engine.client.EventBuffer;
import io.enerlink.engine.client.EventListener;
import java.util.concurrent.atomic.AtomicLong;

/** Tells the listeners what durable commands caused. */
final class Publisher {
    private final EventListener[] listeners;
    private final AtomicLong lastSequence = new AtomicLong();

    Publisher(EventListener[] listeners) { this.listeners = listeners.clone(); }

    void publish(long sequence, long timestampMs, EventBuffer events) {
        for (EventListener listener : listeners) listener.onEvents(sequence, timestampMs, events);
        lastSequence.lazySet(sequence);
    }

    /** How long each stage took for the command whose events were published last. */
    void times(long ringNs, long journalNs, long matchNs, long publishNs) {
        for (EventListener listener : listeners) listener.onTimes(ringNs, journalNs, matchNs, publishNs);
    }

    void halted() {
        for (EventListener listener : listeners) listener.onHalt();
    }

    void endBatch() {
        for (EventListener listener : listeners) listener.onBatchEnd();
    }

    long lastSequence() { return lastSequence.get(); }

    /** The last command that no listener needs from the journal any more. Any thread. */
    long storedThrough() {
        long least = Long.MAX_VALUE;
        for (EventListener listener : listeners) least = Math.min(least, listener.storedThrough());
        return least;
    }
}
