package io.enerlink.engine.pipeline;

import com.lmax.disruptor.EventHandler;
import io.enerlink.engine.client.EventBuffer;
import io.enerlink.engine.client.EventListener;
import java.util.concurrent.atomic.AtomicLong;

/** Tells the listeners what is both matched and durable, unless the engine has halted meanwhile. */
final class PublishStage implements EventHandler<Slot> {
    private final EventListener[] listeners;
    private final Halt halt;
    private final AtomicLong lastSequence = new AtomicLong();
    private SnapshotStage snapshots;
    private StageTimes times;

    PublishStage(EventListener[] listeners, Halt halt) {
        this.listeners = listeners.clone();
        this.halt = halt;
    }

    void handSnapshotsTo(SnapshotStage stage) {
        snapshots = stage;
    }

    /** Tells the listeners, from now on, how long commands took. */
    void measure(StageTimes stageTimes) {
        times = stageTimes;
    }

    @Override
    public void onEvent(Slot slot, long ringSequence, boolean endOfBatch) {
        halt.requireRunning();
        if (slot.length > 0) {
            if (slot.halted) publish(slot.sequence - 1, slot.haltTimestampMs, slot.haltEvents);
            publish(slot.sequence, slot.timestampMs, slot.events);
            if (times != null) times.told(ringSequence, listeners);
        }
        if (endOfBatch) endBatch();
        if (slot.barrier != null) slot.barrier.complete(slot.state);
        if (slot.copied) snapshots.durable(slot.snapshot);
        else if (slot.snapshot != null) slot.snapshot.complete(false);
        slot.release();
    }

    void publish(long sequence, long timestampMs, EventBuffer events) {
        for (EventListener listener : listeners) listener.onEvents(sequence, timestampMs, events);
        lastSequence.lazySet(sequence);
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

    @Override
    public void onStart() {
        Thread.currentThread().setName("engine-publish");
    }
}
