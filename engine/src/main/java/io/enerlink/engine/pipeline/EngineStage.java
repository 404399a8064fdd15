package io.enerlink.engine.pipeline;

import com.lmax.disruptor.EventHandler;
import io.enerlink.engine.client.EventBuffer;
import io.enerlink.engine.journal.Journal;
import io.enerlink.engine.matching.MatchingEngine;
import org.agrona.DirectBuffer;

/**
 * Stamps commands, makes all that are ready durable with one force, and only then applies one after the other to the
 * engine, publishing what each causes before it looks at the next.
 */
final class EngineStage implements EventHandler<Slot> {
    private static final int EVENT_BYTES = 1 << 16;
    private static final DirectBuffer HALT = FixedCommands.HALT_FOR_CLOCK_JUMP;

    private final MatchingEngine engine;
    private final Publisher publisher;
    private final Halt halt;
    private final Stamp stamp;
    private final Journal journal;
    private final SnapshotStage snapshots;
    private final EventBuffer events = new EventBuffer(EVENT_BYTES);
    private final Slot[] batch;
    private int gathered;

    // by the machine's monotonic clock, outside of what is replayed
    private long beganNs;
    private long durableNs;
    private long matchedNs;

    /**
     * @param journal   null where nothing is to survive
     * @param snapshots null without a journal
     * @param most      commands of a batch, which is made durable with one force; a longer one is a bug and throws
     */
    EngineStage(MatchingEngine engine, Publisher publisher, Halt halt, Stamp stamp, Journal journal,
            SnapshotStage snapshots, int most) {
        this.engine = engine;
        this.publisher = publisher;
        this.halt = halt;
        this.stamp = stamp;
        this.journal = journal;
        this.snapshots = snapshots;
        batch = new Slot[most];
    }

    @Override
    public void onEvent(Slot slot, long ringSequence, boolean endOfBatch) {
        if (gathered == 0) beganNs = System.nanoTime();
        stamp.put(slot);
        if (journal != null && slot.length > 0) append(slot);
        batch[gathered++] = slot;
        if (endOfBatch) apply();
    }

    private void append(Slot slot) {
        if (slot.halted) journal.append(slot.sequence - 1, slot.haltTimestampMs, HALT, 0, HALT.capacity());
        journal.append(slot.sequence, slot.timestampMs, slot.command, 0, slot.length);
    }

    private void apply() {
        if (journal != null) journal.commit();
        durableNs = System.nanoTime();
        for (int i = 0; i < gathered; i++) {
            halt.requireRunning();
            apply(batch[i], i == gathered - 1);
        }
        gathered = 0;
    }

    private void apply(Slot slot, boolean last) {
        if (slot.length > 0) {
            if (slot.halted) match(slot.sequence - 1, slot.haltTimestampMs, HALT, HALT.capacity());
            match(slot.sequence, slot.timestampMs, slot.command, slot.length);
            if (slot.submittedNs != 0)
                publisher.times(beganNs - slot.submittedNs, durableNs - beganNs, matchedNs - durableNs,
                        System.nanoTime() - matchedNs);
        }
        if (last) publisher.endBatch();
        if (slot.barrier != null) slot.barrier.complete(new EngineState(slot.sequence, engine.stateHash()));
        if (snapshots != null) snapshot(slot);
        slot.release();
    }

    private void match(long sequence, long timestampMs, DirectBuffer command, int length) {
        events.clear();
        engine.onCommand(sequence, timestampMs, command, 0, length, events);
        if (journal != null) matchedNs = System.nanoTime();
        publisher.publish(sequence, timestampMs, events);
    }

    private void snapshot(Slot slot) {
        boolean due = slot.snapshot != null || slot.length > 0 && snapshots.isDue(slot.sequence, slot.timestampMs);
        if (due && !snapshots.isBusy()) snapshots.take(engine, slot);
        else if (slot.snapshot != null) slot.snapshot.complete(false);
    }

    @Override
    public void onShutdown() {
        if (halt.isHalted()) publisher.halted();
    }

    @Override
    public void onStart() {
        Thread.currentThread().setName("engine-matching");
    }
}
