package io.enerlink.engine.pipeline;

import io.enerlink.engine.client.EventBuffer;
import io.enerlink.engine.journal.RecordVisitor;
import io.enerlink.engine.journal.Snapshot;
import io.enerlink.engine.matching.MatchingEngine;
import org.agrona.DirectBuffer;

/** Applies the commands of the journal again, on the starting thread, and shows what they cause. */
final class Replay implements RecordVisitor {
    private final MatchingEngine engine;
    private final Publisher publisher;
    private final EventBuffer events = new EventBuffer(1 << 16);

    Replay(MatchingEngine engine, Publisher publisher) {
        this.engine = engine;
        this.publisher = publisher;
    }

    /** Tells the listeners what an engine that came out of a snapshot knows, in parts. */
    void restate(Snapshot snapshot) {
        events.clear();
        engine.restate(events, () -> {
            publisher.publish(snapshot.sequence(), snapshot.timestampMs(), events);
            events.clear();
        });
    }

    @Override
    public void onRecord(long sequence, long timestampMs, DirectBuffer buffer, int offset, int length) {
        events.clear();
        try {
            engine.onCommand(sequence, timestampMs, buffer, offset, length, events);
            publisher.publish(sequence, timestampMs, events);
        } catch (RuntimeException e) {
            throw new IllegalStateException("Command " + sequence + " of the journal cannot be replayed: " + e, e);
        }
    }
}
