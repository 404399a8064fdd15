package io.enerlink.gateway.cli;

import io.enerlink.engine.journal.JournalException;
import io.enerlink.engine.journal.ReplayProgress;
import io.enerlink.engine.journal.Snapshot;

/** Tells people how the engine's start comes on. */
final class StartReport implements ReplayProgress {
    private final Console console;
    private final long startNs = System.nanoTime();
    private long startSequence;
    private long startedNs = startNs;

    StartReport(Console console) { this.console = console; }

    @Override
    public void loaded(Snapshot snapshot) {
        startedNs = System.nanoTime();
        startSequence = snapshot.sequence();
        console.line(String.format("  snapshot of command %d loaded in %.1f s", snapshot.sequence(),
                (startedNs - startNs) / 1e9));
    }

    @Override
    public void refused(JournalException damage) {
        console.line("  SNAPSHOT REFUSED " + damage.getMessage());
    }

    @Override
    public void replayed(long lastSequence, int segmentsDone, int segments) {
        long commands = lastSequence - startSequence;
        if (commands <= 0) return;
        double seconds = (System.nanoTime() - startedNs) / 1e9;
        console.line(String.format("  journal replayed to command %d, segment %d of %d, %.0f commands/s", lastSequence,
                segmentsDone, segments, commands / seconds));
    }

    @Override
    public void cut(String segment, int offset, int cutBytes) {
        console.line("  " + segment + " at offset " + offset + ": " + cutBytes
                + " bytes of a torn end, never acknowledged, are cut off");
    }
}
