package io.enerlink.gateway.cli;

import io.enerlink.engine.journal.JournalEnd;
import io.enerlink.engine.journal.JournalException;
import io.enerlink.engine.journal.JournalReader;
import io.enerlink.engine.journal.SegmentVisitor;
import io.enerlink.engine.journal.Snapshots;
import io.enerlink.gateway.embedded.StartFailedException;
import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows people the journal. Changes nothing, and reads beside a running exchange up to its last forced record. */
@Command(name = "journal", mixinStandardHelpOptions = true, description = "Looks into the journal and its snapshots, beside a running exchange or without one.")
final class JournalCommand implements Runnable {
    private static final double PERCENT = 100.0;

    private final OutputStream output;

    @Spec
    private CommandSpec spec;

    JournalCommand() { this(new FileOutputStream(FileDescriptor.out)); }

    JournalCommand(OutputStream output) { this.output = output; }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what: verify, dump or stat");
    }

    /** The journal's folder inside the data folder. */
    private static Path journal(Path data) {
        Path journal = data.resolve("journal");
        if (!Files.isDirectory(journal))
            throw new StartFailedException("there is no exchange's data in " + data + "; name its folder with --data");
        return journal;
    }

    private PrintWriter out() {
        return new PrintWriter(new OutputStreamWriter(output, StandardCharsets.UTF_8), true);
    }

    @Command(name = "verify", mixinStandardHelpOptions = true, description = "Reads every record of every segment and every snapshot; prints their ranges and the first problem with its file and offset. Exit code 1 where there is a problem.")
    int verify(
            @Option(names = "--data", paramLabel = "DIR", defaultValue = ".enerlink", description = "the exchange's data folder (default: ${DEFAULT-VALUE})") Path data) {
        PrintWriter out = out();
        boolean good = verifySegments(journal(data), out);
        for (Snapshots.Checked checked : Snapshots.check(journal(data))) {
            out.println(checked.damage() == null ? checked.file() + "  commands 1 to " + checked.snapshot().sequence()
                    + ", state " + Long.toHexString(checked.snapshot().stateHash()) + ", sound"
                    : "PROBLEM " + checked.damage().getMessage());
            good &= checked.damage() == null;
        }
        return good ? 0 : 1;
    }

    private static boolean verifySegments(Path journal, PrintWriter out) {
        try {
            JournalEnd end = JournalReader.forEachPresent(journal,
                    (sequence, timestampMs, buffer, offset, length) -> {},
                    (name, first, last, usedBytes, sizeBytes) -> out.println(name + "  " + (last < first ? "no commands"
                            : "commands " + first + " to " + last) + ", " + usedBytes + " of " + sizeBytes
                            + " bytes, sound"));
            if (end.cutBytes() > 0)
                out.println(end.segment() + "  " + end.cutBytes() + " bytes behind offset " + end.offset()
                        + " are no whole record: being written now, or torn by a crash and cut off at the next start");
            return true;
        } catch (JournalException e) {
            out.println("PROBLEM " + e.getMessage());
            return false;
        }
    }

    @Command(name = "dump", mixinStandardHelpOptions = true, description = "Writes every command, a line of JSON each, with all its fields.")
    int dump(
            @Option(names = "--data", paramLabel = "DIR", defaultValue = ".enerlink", description = "the exchange's data folder (default: ${DEFAULT-VALUE})") Path data,
            @Option(names = "--from", paramLabel = "SEQUENCE", defaultValue = "1", description = "the first command (default: ${DEFAULT-VALUE})") long from,
            @Option(names = "--to", paramLabel = "SEQUENCE", defaultValue = "9223372036854775807", description = "the last command (default: all)") long to)
            throws IOException {
        CommandFields fields = new CommandFields();
        try (Writer lines = new BufferedWriter(new OutputStreamWriter(output, StandardCharsets.UTF_8))) {
            JournalReader.forEachPresent(journal(data), (sequence, timestampMs, buffer, offset, length) -> {
                if (sequence < from || sequence > to) return;
                write(lines, fields.json(sequence, timestampMs, buffer, offset, length));
            }, SegmentVisitor.NONE);
            return 0;
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static void write(Writer lines, String line) {
        try {
            lines.append(line).append('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Command(name = "stat", mixinStandardHelpOptions = true, description = "Counts segments, commands by kind, bytes and rates.")
    int stat(
            @Option(names = "--data", paramLabel = "DIR", defaultValue = ".enerlink", description = "the exchange's data folder (default: ${DEFAULT-VALUE})") Path data) {
        Statistics found = new Statistics();
        long startNs = System.nanoTime();
        JournalReader.forEachPresent(journal(data), found::onCommand, found::onSegment);
        found.print(out(), System.nanoTime() - startNs);
        return 0;
    }

    /** What a journal comes to. */
    private static final class Statistics {
        private final CommandFields fields = new CommandFields();
        private final Map<String, long[]> byName = new TreeMap<>();
        private int segments;
        private int archived;
        private long usedBytes;
        private long sizeBytes;
        private long commands;
        private long payloadBytes;
        private long firstSequence;
        private long lastSequence;
        private long firstMs;
        private long lastMs;

        void onSegment(String name, long first, long last, int used, int size) {
            segments++;
            if (name.startsWith("archived-")) archived++;
            usedBytes += used;
            sizeBytes += size;
        }

        void onCommand(long sequence, long timestampMs, org.agrona.DirectBuffer buffer, int offset, int length) {
            if (commands++ == 0) {
                firstSequence = sequence;
                firstMs = timestampMs;
            }
            lastSequence = sequence;
            lastMs = timestampMs;
            payloadBytes += length;
            long[] counts = byName.computeIfAbsent(fields.name(buffer, offset, length), none -> new long[2]);
            counts[0]++;
            counts[1] += length;
        }

        void print(PrintWriter out, long readNs) {
            out.printf("segments   %d, %d of them archived, %d of %d bytes used%n", segments, archived, usedBytes,
                    sizeBytes);
            if (commands == 0) {
                out.println("commands   none");
                return;
            }
            out.printf("commands   %d, from %d to %d, %d bytes, %d a command%n", commands, firstSequence, lastSequence,
                    payloadBytes, payloadBytes / commands);
            out.printf("time       %s to %s, %.1f commands/s%n", Instant.ofEpochMilli(firstMs),
                    Instant.ofEpochMilli(lastMs), commands * 1e3 / Math.max(1, lastMs - firstMs));
            out.printf("read at    %.0f commands/s%n", commands * 1e9 / Math.max(1, readNs));
            byName.forEach((name, counts) -> out.printf("  %-20s %12d  %5.1f %%  %12d bytes%n", name, counts[0],
                    counts[0] * PERCENT / commands, counts[1]));
        }
    }
}
