package io.enerlink.engine.pipeline;

import com.lmax.disruptor.EventHandler;
import io.enerlink.engine.client.EventBuffer;
import io.enerlink.engine.matching.MatchingEngine;
import org.agrona.DirectBuffer;

/** Applies commands to the engine and publishes what each causes before it looks at the next. */
final class MatchStage implements EventHandler<Slot> {
    private static final int EVENT_BYTES = 1 << 16;

    private final MatchingEngine engine;
    private final Publisher publisher;
    private final Halt halt;
    private final Stamp stamp;
    private final SnapshotStage snapshots;
    private final StageTimes times;
    private final EventBuffer events = new EventBuffer(EVENT_BYTES);

    /**
     * @param stamp     null where a stage before has stamped the commands
     * @param snapshots null where none are taken
     * @param times     null where nobody measures
     */
    MatchStage(MatchingEngine engine, Publisher publisher, Halt halt, Stamp stamp, SnapshotStage snapshots,
            StageTimes times) {
        this.engine = engine;
        this.publisher = publisher;
        this.halt = halt;
        this.stamp = stamp;
        this.snapshots = snapshots;
        this.times = times;
    }

    @Override
    public void onEvent(Slot slot, long ringSequence, boolean endOfBatch) {
        halt.requireRunning();
        if (stamp != null) stamp.put(slot);
        if (slot.length > 0) {
            if (slot.halted)
                match(slot.sequence - 1, slot.haltTimestampMs, FixedCommands.HALT_FOR_CLOCK_JUMP,
                        FixedCommands.HALT_FOR_CLOCK_JUMP.capacity());
            match(slot.sequence, slot.timestampMs, slot.command, slot.length);
            if (times != null) publisher.times(times, ringSequence);
        }
        if (endOfBatch) publisher.endBatch();
        if (slot.barrier != null) slot.barrier.complete(new EngineState(slot.sequence, engine.stateHash()));
        if (snapshots != null) snapshot(slot);
        slot.release();
    }

    private void match(long sequence, long timestampMs, DirectBuffer command, int length) {
        events.clear();
        engine.onCommand(sequence, timestampMs, command, 0, length, events);
        if (times != null) times.matched();
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
        Thread.currentThread().setName("engine-match");
    }
}
