package io.enerlink.benchmarks.pipeline;

import io.enerlink.benchmarks.book.Answer;
import io.enerlink.benchmarks.flow.Flow;
import io.enerlink.benchmarks.report.Forks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/** One virtual machine's share of the pipeline benchmark: the same flow through fresh exchanges, the last one measured. */
public final class PipelineTrial {
    /** Between the messages of a latency trial: 200,000 a second. */
    private static final long INTERVAL_NANOS = 5_000;
    private static final long LONGEST_NANOS = 60_000_000_000L;
    private static final long PATIENCE_NANOS = 120_000_000_000L;

    private final String subject;
    private final Exchange.Waits waits;
    private final Flow flow;
    private final Histogram latency = new Histogram(LONGEST_NANOS, 3);
    private volatile long seen;
    private volatile long startNanos;
    private volatile boolean records;

    private PipelineTrial(String subject, Exchange.Waits waits, Flow flow) {
        this.subject = subject;
        this.waits = waits;
        this.flow = flow;
    }

    /** {@code answer|throughput|latency SUBJECT WAITS FLOW WARM-UPS}. */
    public static void main(String[] args) throws IOException {
        PipelineTrial trial = new PipelineTrial(args[1], Exchange.Waits.valueOf(args[2]), Flow.load(Path.of(args[3])));
        if (args[0].equals("answer")) trial.round(trial::answer);
        else {
            for (int i = 0; i < Integer.parseInt(args[4]); i++) trial.round(trial::flood);
            trial.round(args[0].equals("throughput") ? trial::throughput : trial::latency);
        }
        System.exit(0);
    }

    /** What is done with an exchange. */
    @FunctionalInterface
    private interface Round {
        void run(Exchange exchange);
    }

    private void round(Round round) throws IOException {
        seen = -1;
        Path folder = Files.createTempDirectory("journal");
        try (Exchange exchange = start(folder)) {
            round.run(exchange);
        } finally {
            delete(folder);
        }
    }

    private Exchange start(Path folder) {
        return switch (subject) {
            case "enerlink" -> new EnerLinkExchange(waits, null, this::done);
            case "enerlink-journal" -> new EnerLinkExchange(waits, folder, this::done);
            case "exchange-core" -> new ExchangeCoreExchange(waits, this::done);
            default -> throw new IllegalArgumentException("no exchange " + subject);
        };
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) Files.delete(file);
        }
        Files.delete(folder);
    }

    private void done(long index) {
        if (records) latency.recordValue(Math.max(0, System.nanoTime() - startNanos - index * INTERVAL_NANOS));
        seen = index;
    }

    private void awaitAll() {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (seen < flow.count() - 1) {
            if (System.nanoTime() > deadline) throw new IllegalStateException("only " + seen + " messages done");
            LockSupport.parkNanos(1_000);
        }
    }

    private void answer(Exchange exchange) {
        Answer answer = new Answer();
        exchange.answerTo(answer);
        flood(exchange);
        System.out.println(Forks.FOUND + answer.events());
    }

    private void flood(Exchange exchange) {
        for (int i = 0; i < flow.count(); i++) exchange.submit(flow.words(), i * Flow.STRIDE, i);
        awaitAll();
    }

    private void throughput(Exchange exchange) {
        long start = System.nanoTime();
        flood(exchange);
        System.out.printf(Locale.ROOT, "%s%.0f%n", Forks.FOUND, flow.count() * 1e9 / (System.nanoTime() - start));
    }

    /** From the moment at which a message was due, whether or not it could be sent then, to the moment of its events. */
    private void latency(Exchange exchange) {
        long start = System.nanoTime() + 1_000_000;
        startNanos = start;
        records = true;
        for (int i = 0; i < flow.count(); i++) {
            long due = start + i * INTERVAL_NANOS;
            while (System.nanoTime() < due) Thread.onSpinWait();
            exchange.submit(flow.words(), i * Flow.STRIDE, i);
        }
        awaitAll();
        System.out.printf(Locale.ROOT, "%s%d %d %d %d %d%n", Forks.FOUND, latency.getValueAtPercentile(50),
                latency.getValueAtPercentile(90), latency.getValueAtPercentile(99),
                latency.getValueAtPercentile(99.9), latency.getMaxValue());
    }
}
