package io.enerlink.engine.journal;

import io.enerlink.engine.client.HeapBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ForkJoinPool;

/** Writes made-up commands to a journal and reads back what it holds, as text. */
final class JournalScript {
    static final JournalConfig SMALL = new JournalConfig(129 * 512, 129 * 512);

    private JournalScript() {}

    /** A command whose length and bytes follow from its sequence. */
    static HeapBuffer command(long sequence, int maxBytes) {
        Random random = new Random(sequence);
        byte[] bytes = new byte[1 + random.nextInt(maxBytes)];
        random.nextBytes(bytes);
        return new HeapBuffer(bytes);
    }

    static String text(long sequence, int maxBytes) {
        return line(sequence, timestampMs(sequence), command(sequence, maxBytes), 0,
                command(sequence, maxBytes).capacity());
    }

    static long timestampMs(long sequence) {
        return 1_700_000_000_000L + sequence / 2;
    }

    private static String line(long sequence, long timestampMs, org.agrona.DirectBuffer buffer, int offset,
            int length) {
        byte[] bytes = new byte[length];
        buffer.getBytes(offset, bytes);
        return sequence + "@" + timestampMs + ":" + java.util.HexFormat.of().formatHex(bytes);
    }

    static List<String> texts(long first, long last, int maxBytes) {
        List<String> texts = new ArrayList<>();
        for (long sequence = first; sequence <= last; sequence++) texts.add(text(sequence, maxBytes));
        return texts;
    }

    /** Recovers and opens for writing. */
    static Journal open(Storage storage) {
        return open(storage, SMALL);
    }

    static Journal open(Storage storage, JournalConfig config) {
        JournalEnd end = Recovery.replay(storage, 0, (sequence, timestampMs, buffer, offset, length) -> {},
                ReplayProgress.NONE, Runnable::run);
        return Journal.open(storage, config, end, Runnable::run);
    }

    static void append(Journal journal, int commands, int maxBytes) {
        for (int i = 0; i < commands; i++) {
            long sequence = journal.lastSequence() + 1;
            HeapBuffer command = command(sequence, maxBytes);
            journal.append(sequence, timestampMs(sequence), command, 0, command.capacity());
        }
    }

    static List<String> read(Storage storage) {
        List<String> found = new ArrayList<>();
        Recovery.replay(storage, 0, (sequence, timestampMs, buffer, offset, length) -> found
                .add(line(sequence, timestampMs, buffer, offset, length)), ReplayProgress.NONE,
                ForkJoinPool.commonPool());
        return found;
    }

    static JournalEnd end(Storage storage) {
        return Recovery.replay(storage, 0, (sequence, timestampMs, buffer, offset, length) -> {}, ReplayProgress.NONE,
                Runnable::run);
    }
}
