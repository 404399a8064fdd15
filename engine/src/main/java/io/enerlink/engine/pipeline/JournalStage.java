package io.enerlink.engine.pipeline;

import com.lmax.disruptor.EventHandler;
import io.enerlink.engine.journal.Journal;
import org.agrona.DirectBuffer;

/** Makes commands durable, all that are ready with one force. */
final class JournalStage implements EventHandler<Slot> {
    private final Journal journal;
    private final Stamp stamp;
    private final StageTimes times;

    /** @param times null where nobody measures */
    JournalStage(Journal journal, Stamp stamp, StageTimes times) {
        this.journal = journal;
        this.stamp = stamp;
        this.times = times;
    }

    @Override
    public void onBatchStart(long batchSize, long queueDepth) {
        if (times != null) times.journalBegins();
    }

    @Override
    public void onEvent(Slot slot, long ringSequence, boolean endOfBatch) {
        if (slot.length > 0) append(slot);
        if (times != null) times.journals(ringSequence, slot);
        if (endOfBatch) commit(ringSequence);
    }

    private void commit(long ringSequence) {
        journal.commit();
        if (times != null) times.durable(ringSequence);
    }

    private void append(Slot slot) {
        stamp.next(slot.clockMs);
        if (stamp.jumped()) {
            DirectBuffer halt = FixedCommands.HALT_FOR_CLOCK_JUMP;
            journal.append(stamp.haltSequence(), stamp.haltTimestampMs(), halt, 0, halt.capacity());
        }
        journal.append(stamp.sequence(), stamp.timestampMs(), slot.command, 0, slot.length);
    }

    @Override
    public void onStart() {
        Thread.currentThread().setName("engine-journal");
    }
}
