package io.enerlink.benchmarks.pipeline;

import io.enerlink.benchmarks.book.Answer;
import io.enerlink.benchmarks.flow.Flow;
import io.enerlink.benchmarks.flow.Workload;
import io.enerlink.benchmarks.report.Forks;
import io.enerlink.benchmarks.report.Machine;
import io.enerlink.benchmarks.report.Report;
import io.enerlink.benchmarks.report.Row;
import io.enerlink.benchmarks.report.Scores;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Our whole pipeline against exchange-core's, both without a journal, and ours with one beside. */
public final class PipelineBenchmark {
    private static final String OURS = "enerlink";
    private static final String THEIRS = "exchange-core";
    private static final String DURABLE = "enerlink-journal";
    private static final double THROUGHPUT_TARGET = 2.5;
    private static final int THEIR_PROCESSORS = 6;
    private static final List<String> PERCENTILES = List.of("p50", "p90", "p99", "p99.9", "max");
    /** What exchange-core 0.5.3 and its Chronicle libraries need on a current JDK; ours gets none of it. */
    private static final List<String> THEIR_FLAGS = flags("java.base/java.lang", "java.base/java.lang.reflect",
            "java.base/java.nio", "java.base/java.util", "java.base/sun.nio.ch", "java.base/jdk.internal.misc",
            "java.base/jdk.internal.ref", "jdk.compiler/com.sun.tools.javac.file");

    private final boolean quick;
    private final List<Exchange.Waits> waits;
    private final int forks;
    private final PrintStream out;
    private final Report report = new Report();

    /** @param waits how threads wait: each is measured */
    public PipelineBenchmark(boolean quick, List<Exchange.Waits> waits, int forks, PrintStream out) {
        this.quick = quick;
        this.waits = waits;
        this.forks = forks;
        this.out = out;
    }

    private static List<String> flags(String... packages) {
        List<String> flags = new ArrayList<>(List.of(Forks.G1));
        for (String name : packages) flags.addAll(List.of("--add-opens", name + "=ALL-UNNAMED"));
        return flags;
    }

    public Report report() { return report; }

    /** @throws IllegalStateException when answers differ */
    public void run() throws IOException {
        out.println(Machine.description());
        Path file = Files.createTempFile("flow", ".bin");
        try {
            for (Exchange.Waits waits : this.waits) {
                Flow flow = Workload.of("mix-1k").flow(part(waits));
                flow.save(file);
                compare(flow, file);
                throughput(waits, file);
                latency(waits, file);
            }
        } finally {
            Files.delete(file);
        }
    }

    /**
     * What part of the workload's three million messages: as many as exchange-core comes through in seconds, too. With
     * blocking waits its five threads wake each other 35,000 times a second on two processors, and not oftener.
     */
    private double part(Exchange.Waits waits) {
        return waits == Exchange.Waits.BLOCKING ? 0.02 : 0.1;
    }

    private void compare(Flow flow, Path file) {
        String expected = Answer.expectedEvents(flow);
        for (String subject : List.of(OURS, THEIRS)) {
            String answer = trial("answer", subject, Exchange.Waits.YIELDING, file).getFirst();
            if (!answer.equals(expected)) {
                throw new IllegalStateException(subject + " answers " + answer + " and not " + expected);
            }
        }
        out.printf("%nmix-1k, %,d messages: all agree on trades and refusals (%s)%n", flow.count(), expected);
    }

    private List<String> trial(String what, String subject, Exchange.Waits waits, Path file) {
        boolean theirs = subject.equals(THEIRS);
        return Forks.run(theirs ? Forks.theirClasspath() : Forks.ourClasspath(),
                theirs ? THEIR_FLAGS : List.of(Forks.G1),
                PipelineTrial.class.getName(), what, subject, waits.name(), file.toString(),
                quick ? "3" : "6");
    }

    /** exchange-core's spinning threads need a processor each, or they starve each other for minutes. */
    private static boolean runsTheirs(Exchange.Waits waits) {
        return waits != Exchange.Waits.BUSY_SPIN || Runtime.getRuntime().availableProcessors() >= THEIR_PROCESSORS;
    }

    private static List<String> subjects(Exchange.Waits waits, String... ours) {
        List<String> subjects = new ArrayList<>(List.of(ours));
        if (runsTheirs(waits)) subjects.addFirst(THEIRS);
        return subjects;
    }

    private void throughput(Exchange.Waits waits, Path file) {
        Map<String, Scores> scores = new LinkedHashMap<>();
        for (int fork = 1; fork <= forks; fork++) {
            out.printf(Locale.ROOT, "  throughput, %s, fork %d of %d, load average %.1f:", waits, fork, forks,
                    Machine.loadAverage());
            for (String subject : subjects(waits, OURS, DURABLE)) {
                double perSecond = Double.parseDouble(trial("throughput", subject, waits, file).getFirst());
                scores.computeIfAbsent(subject, name -> new Scores()).add(perSecond);
                out.printf(Locale.ROOT, " %s %,.0f", subject, perSecond);
                out.flush();
            }
            out.println();
        }
        scores.forEach((subject, found) -> {
            Row row = Row.of("throughput/" + name(waits), subject, found, "messages/s");
            double target = subject.equals(OURS) && waits != Exchange.Waits.BUSY_SPIN ? THROUGHPUT_TARGET : 0;
            boolean compared = runsTheirs(waits) && !subject.equals(THEIRS);
            report.add(compared ? row.moreThan(THEIRS, scores.get(THEIRS).median(), target) : row);
        });
    }

    private void latency(Exchange.Waits waits, Path file) {
        Map<String, List<Scores>> scores = new LinkedHashMap<>();
        for (int fork = 1; fork <= forks; fork++) {
            out.printf(Locale.ROOT, "  latency at 200,000/s, %s, fork %d of %d, load average %.1f:", waits, fork, forks,
                    Machine.loadAverage());
            for (String subject : subjects(waits, OURS)) {
                String[] found = trial("latency", subject, waits, file).getFirst().split(" ");
                List<Scores> percentiles = scores.computeIfAbsent(subject, name -> percentiles());
                for (int p = 0; p < found.length; p++) percentiles.get(p).add(Double.parseDouble(found[p]));
                out.printf(Locale.ROOT, " %s p50 %s ns, p99 %s ns", subject, found[0], found[2]);
                out.flush();
            }
            out.println();
        }
        for (int p = 0; p < PERCENTILES.size(); p++) {
            String benchmark = "latency-" + PERCENTILES.get(p) + "/" + name(waits);
            Row ours = Row.of(benchmark, OURS, scores.get(OURS).get(p), "ns");
            if (runsTheirs(waits)) {
                Scores theirs = scores.get(THEIRS).get(p);
                report.add(Row.of(benchmark, THEIRS, theirs, "ns"));
                report.add(ours.lessThan(THEIRS, theirs.median(), 0));
            } else {
                report.add(ours);
            }
        }
    }

    private static List<Scores> percentiles() {
        return PERCENTILES.stream().map(name -> new Scores()).toList();
    }

    private static String name(Exchange.Waits waits) {
        return waits.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
