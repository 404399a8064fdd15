package io.enerlink.engine.pipeline;

import com.lmax.disruptor.EventHandler;
import io.enerlink.engine.matching.MatchingEngine;
import org.agrona.DirectBuffer;

/** Applies commands to the engine and leaves in the slot what they caused. */
final class MatchStage implements EventHandler<Slot> {
    private final MatchingEngine engine;
    private final Stamp stamp;
    private final SnapshotStage snapshots;
    private final StageTimes times;

    /** @param snapshots null where none are taken; @param times null where nobody measures */
    MatchStage(MatchingEngine engine, Stamp stamp, SnapshotStage snapshots, StageTimes times) {
        this.engine = engine;
        this.stamp = stamp;
        this.snapshots = snapshots;
        this.times = times;
    }

    @Override
    public void onBatchStart(long batchSize, long queueDepth) {
        if (times != null) times.matchBegins();
    }

    @Override
    public void onEvent(Slot slot, long ringSequence, boolean endOfBatch) {
        if (slot.length > 0) match(slot);
        if (slot.barrier != null) slot.state = new EngineState(stamp.sequence(), engine.stateHash());
        if (snapshots != null) snapshot(slot);
        if (endOfBatch && times != null) times.matched(ringSequence);
    }

    private void snapshot(Slot slot) {
        slot.copied = slot.snapshot == null ? slot.length > 0 && snapshots.isDue(stamp.sequence(), stamp.timestampMs())
                : !snapshots.isBusy();
        if (slot.copied) snapshots.copy(engine, stamp.sequence(), stamp.timestampMs());
    }

    private void match(Slot slot) {
        stamp.next(slot.clockMs);
        slot.halted = stamp.jumped();
        if (slot.halted) halt(slot);
        slot.sequence = stamp.sequence();
        slot.timestampMs = stamp.timestampMs();
        slot.events.clear();
        engine.onCommand(slot.sequence, slot.timestampMs, slot.command, 0, slot.length, slot.events);
    }

    private void halt(Slot slot) {
        DirectBuffer halt = FixedCommands.HALT_FOR_CLOCK_JUMP;
        slot.haltTimestampMs = stamp.haltTimestampMs();
        engine.onCommand(stamp.haltSequence(), slot.haltTimestampMs, halt, 0, halt.capacity(),
                slot.clearedHaltEvents());
    }

    @Override
    public void onStart() {
        Thread.currentThread().setName("engine-match");
    }
}
