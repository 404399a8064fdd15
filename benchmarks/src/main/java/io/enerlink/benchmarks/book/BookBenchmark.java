package io.enerlink.benchmarks.book;

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
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Our engine against the books of others, in processor time a message. Answers are compared first; then each subject gets
 * virtual machines of its own, in turn, so that what else happens on the machine hits all alike.
 */
public final class BookBenchmark {
    /**
     * An allocation above this fails the run, where as many orders come as go. An array that grows once more stays below;
     * in the regimes the book itself grows to the end, so there it is only told.
     */
    static final double ALLOWED_BYTES = 0.5;

    private static final String UNIT = "ns/message";

    private final Plan plan;
    private final PrintStream out;
    private final Report report = new Report();
    private boolean allocates;

    /**
     * @param scale     the part of each workload's messages that is taken
     * @param collector {@link Forks#G1} or {@link Forks#PARALLEL}
     */
    public record Plan(List<Workload> workloads, double scale, int forks, int warmUps, int rounds, String collector) {}

    public BookBenchmark(Plan plan, PrintStream out) {
        this.plan = plan;
        this.out = out;
    }

    public Report report() { return report; }

    /**
     * Measures everything.
     *
     * @return whether ours allocates nothing
     * @throws IllegalStateException when answers differ
     */
    public boolean run() throws IOException {
        out.println(Machine.description());
        Path file = Files.createTempFile("flow", ".bin");
        try {
            for (Workload workload : plan.workloads) measure(workload, file);
        } finally {
            Files.delete(file);
        }
        return !allocates;
    }

    private void measure(Workload workload, Path file) throws IOException {
        workload.flow(plan.scale).save(file);
        out.printf("%n%s: %s%n", workload.name(), Forks
                .run(Forks.ourClasspath(), List.of(plan.collector), BookTrial.class.getName(), "compare",
                        file.toString())
                .getFirst());
        Map<Subjects, Scores> scores = new EnumMap<>(Subjects.class);
        Map<Subjects, Scores> bytes = new EnumMap<>(Subjects.class);
        for (Subjects subject : Subjects.values()) {
            scores.put(subject, new Scores());
            bytes.put(subject, new Scores());
        }
        for (int fork = 1; fork <= plan.forks; fork++) {
            out.printf(Locale.ROOT, "  fork %d of %d, load average %.1f:", fork, plan.forks, Machine.loadAverage());
            for (Subjects subject : Subjects.values()) trial(subject, file, scores.get(subject), bytes.get(subject));
            out.println();
        }
        tell(workload, scores, bytes);
    }

    private void trial(Subjects subject, Path file, Scores scores, Scores bytes) {
        List<String> found = Forks.run(Forks.ourClasspath(), List.of(plan.collector), BookTrial.class.getName(),
                subject.name(),
                file.toString(), Integer.toString(plan.warmUps), Integer.toString(plan.rounds));
        Scores rounds = new Scores();
        for (String line : found) {
            BookTrial.Round round = BookTrial.Round.parse(line);
            rounds.add(round.cpuNanos());
            bytes.add(round.bytesPerMessage());
        }
        scores.add(rounds.median());
        out.printf(Locale.ROOT, " %s %.0f", subject.label(), rounds.median());
        out.flush();
    }

    private void tell(Workload workload, Map<Subjects, Scores> scores, Map<Subjects, Scores> bytes) {
        String benchmark = "book/" + workload.name();
        double theirs = scores.get(Subjects.EXCHANGE_CORE).median();
        double textbook = scores.get(Subjects.TEXTBOOK).median();
        for (Subjects subject : Subjects.values()) {
            Row row = Row.of(benchmark, subject.label(), scores.get(subject), UNIT);
            if (!subject.isOurs()) {
                report.add(row);
                continue;
            }
            report.add(row.lessThan(Subjects.EXCHANGE_CORE.label(), theirs, Targets.ofExchangeCore(workload, subject)));
            report.add(row.lessThan(Subjects.TEXTBOOK.label(), textbook, Targets.ofTextbook(workload, subject)));
            report.add(Row.of("allocation/" + workload.name(), subject.label(), bytes.get(subject), "B/message"));
            if (workload.isMix() && bytes.get(subject).median() > ALLOWED_BYTES) allocates = true;
        }
    }
}
