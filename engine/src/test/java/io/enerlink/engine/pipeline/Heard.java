package io.enerlink.engine.pipeline;

import io.enerlink.engine.client.EventBuffer;
import io.enerlink.engine.client.EventListener;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Keeps everything that was published, as text. Thread-safe. */
final class Heard implements EventListener {
    private final List<String> lines = new ArrayList<>();
    private final List<long[]> times = new ArrayList<>();
    private int batches;
    private int halts;

    @Override
    public synchronized void onEvents(long sequence, long timestampMs, EventBuffer events) {
        StringBuilder line = new StringBuilder().append(sequence).append('@').append(timestampMs);
        events.forEach((buffer, offset, length) -> {
            byte[] bytes = new byte[length];
            buffer.getBytes(offset, bytes);
            line.append(' ').append(HexFormat.of().formatHex(bytes));
        });
        lines.add(line.toString());
    }

    @Override
    public synchronized void onTimes(long ringNs, long journalNs, long matchNs, long publishNs) {
        times.add(new long[]{ringNs, journalNs, matchNs, publishNs});
    }

    @Override
    public synchronized void onBatchEnd() {
        batches++;
    }

    @Override
    public synchronized void onHalt() {
        halts++;
    }

    synchronized List<String> lines() {
        return List.copyOf(lines);
    }

    /** Sequences and times without the events. */
    synchronized List<String> stamps() {
        return lines.stream().map(line -> line.split(" ")[0]).toList();
    }

    /** How long each command took in ring, journal, match and publish. */
    synchronized List<long[]> times() {
        return List.copyOf(times);
    }

    synchronized int batches() {
        return batches;
    }

    synchronized int halts() {
        return halts;
    }
}
