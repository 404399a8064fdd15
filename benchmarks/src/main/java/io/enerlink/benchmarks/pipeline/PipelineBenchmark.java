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
import java.util.List;
import java.util.Locale;

/** Our whole pipeline against exchange-core's, both without a journal, and ours with one beside. */
public final class PipelineBenchmark {
    private static final String OURS = "enerlink";
    private static final String THEIRS = "exchange-core";
    private static final String DURABLE = "enerlink-journal";
    private static final double THROUGHPUT_TARGET = 2.5;
    private static final List<String> PERCENTILES = List.of("p50", "p90", "p99", "p99.9", "max");
    /** What exchange-core 0.5.3 and its Chronicle libraries need on a current JDK; ours gets none of it. */
    private static final List<String> THEIR_FLAGS = flags("java.base/java.lang", "java.base/java.lang.reflect",
            "java.base/java.nio", "java.base/java.util", "java.base/sun.nio.ch", "java.base/jdk.internal.misc",
            "java.base/jdk.internal.ref", "jdk.compiler/com.sun.tools.javac.file");

    private final boolean quick;
    private final int forks;
    private final PrintStream out;
    private final Report report = new Report();

    public PipelineBenchmark(boolean quick, int forks, PrintStream out) {
        this.quick = quick;
        this.forks = forks;
        this.out = out;
    }

    private static List<String> flags(String... packages) {
        List<String> flags = new ArrayList<>();
        for (String name : packages) flags.addAll(List.of("--add-opens", name + "=ALL-UNNAMED"));
        return flags;
    }

    public Report report() { return report; }

    /** @throws IllegalStateException when answers differ */
    public void run() throws IOException {
        out.println(Machine.description());
        Path file = Files.createTempFile("flow", ".bin");
        try {
            Flow flow = Workload.of("mix-1k").flow(quick ? 0.1 : 0.4);
            flow.save(file);
            compare(flow, file);
            for (Exchange.Waits waits : quick ? List.of(Exchange.Waits.YIELDING) : List.of(Exchange.Waits.values())) {
                throughput(waits, file);
                latency(waits, file);
            }
        } finally {
            Files.delete(file);
        }
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
        return Forks.run(theirs ? Forks.theirClasspath() : Forks.ourClasspath(), theirs ? THEIR_FLAGS : List.of(),
                PipelineTrial.class.getName(), what, subject, waits.name(), file.toString(),
                quick ? "3" : "4");
    }

    private void throughput(Exchange.Waits waits, Path file) {
        List<String> subjects = List.of(THEIRS, OURS, DURABLE);
        List<Scores> scores = List.of(new Scores(), new Scores(), new Scores());
        for (int fork = 1; fork <= forks; fork++) {
            out.printf(Locale.ROOT, "  throughput, %s, fork %d of %d, load average %.1f:", waits, fork, forks,
                    Machine.loadAverage());
            for (int i = 0; i < subjects.size(); i++) {
                double perSecond = Double.parseDouble(trial("throughput", subjects.get(i), waits, file).getFirst());
                scores.get(i).add(perSecond);
                out.printf(Locale.ROOT, " %s %,.0f", subjects.get(i), perSecond);
                out.flush();
            }
            out.println();
        }
        double baseline = scores.getFirst().median();
        for (int i = 0; i < subjects.size(); i++) {
            Row row = Row.of("throughput/" + name(waits), subjects.get(i), scores.get(i), "messages/s");
            double target = subjects.get(i).equals(OURS) && waits != Exchange.Waits.BUSY_SPIN ? THROUGHPUT_TARGET : 0;
            report.add(i == 0 ? row : row.moreThan(THEIRS, baseline, target));
        }
    }

    private void latency(Exchange.Waits waits, Path file) {
        List<List<Scores>> scores = List.of(percentiles(), percentiles());
        List<String> subjects = List.of(THEIRS, OURS);
        for (int fork = 1; fork <= forks; fork++) {
            out.printf(Locale.ROOT, "  latency at 200,000/s, %s, fork %d of %d, load average %.1f:", waits, fork, forks,
                    Machine.loadAverage());
            for (int i = 0; i < subjects.size(); i++) {
                String[] found = trial("latency", subjects.get(i), waits, file).getFirst().split(" ");
                for (int p = 0; p < found.length; p++) scores.get(i).get(p).add(Double.parseDouble(found[p]));
                out.printf(Locale.ROOT, " %s p50 %s ns, p99 %s ns", subjects.get(i), found[0], found[2]);
                out.flush();
            }
            out.println();
        }
        for (int p = 0; p < PERCENTILES.size(); p++) {
            String benchmark = "latency-" + PERCENTILES.get(p) + "/" + name(waits);
            report.add(Row.of(benchmark, THEIRS, scores.get(0).get(p), "ns"));
            report.add(Row.of(benchmark, OURS, scores.get(1).get(p), "ns").lessThan(THEIRS,
                    scores.get(0).get(p).median(), 0));
        }
    }

    private static List<Scores> percentiles() {
        return PERCENTILES.stream().map(name -> new Scores()).toList();
    }

    private static String name(Exchange.Waits waits) {
        return waits.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
