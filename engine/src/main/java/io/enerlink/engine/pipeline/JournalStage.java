package io.enerlink.engine.pipeline;

import com.lmax.disruptor.EventHandler;
import io.enerlink.engine.journal.Journal;
import org.agrona.DirectBuffer;

/** Stamps commands and makes them durable, all that are ready with one force. */
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
        stamp.put(slot);
        if (slot.length > 0) append(slot);
        if (times != null) times.journals(ringSequence, slot);
        if (endOfBatch) commit(ringSequence);
    }

    private void commit(long ringSequence) {
        journal.commit();
        if (times != null) times.durable(ringSequence);
    }

    private void append(Slot slot) {
        if (slot.halted) {
            DirectBuffer halt = FixedCommands.HALT_FOR_CLOCK_JUMP;
            journal.append(slot.sequence - 1, slot.haltTimestampMs, halt, 0, halt.capacity());
        }
        journal.append(slot.sequence, slot.timestampMs, slot.command, 0, slot.length);
    }

    @Override
    public void onStart() {
        Thread.currentThread().setName("engine-journal");
    }
}
