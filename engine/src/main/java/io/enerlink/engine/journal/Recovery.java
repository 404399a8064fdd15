package io.enerlink.engine.journal;

import java.util.concurrent.Executor;

/** What an exchange does with its journal before it goes on with it. */
public final class Recovery {
    private Recovery() {}

    /**
     * Shows every command behind {@code afterSequence} (0: all; or that of a snapshot), verifying all of it. A torn tail,
     * which only a crash can leave and which was never acknowledged, is left out and counted in the answer.
     *
     * @param executor reads and verifies a segment while the one before it is shown; a direct one does it in line
     * @return where {@link Journal#open} goes on
     * @throws JournalException where a segment is missing, or a record that was durable is missing or damaged
     */
    public static JournalEnd replay(Storage storage, long afterSequence, RecordVisitor visitor,
            ReplayProgress progress, Executor executor) {
        JournalEnd end = new JournalReader(storage, false, visitor, progress, SegmentVisitor.NONE, executor)
                .read(afterSequence);
        if (end.cutBytes() > 0) progress.cut(end.segment(), end.offset(), end.cutBytes());
        return end;
    }
}
