package io.enerlink.benchmarks.durable;

import io.enerlink.benchmarks.report.Findings;
import io.enerlink.benchmarks.report.Forks;
import io.enerlink.benchmarks.report.Report;
import io.enerlink.benchmarks.report.Row;
import io.enerlink.benchmarks.report.Scores;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/** What durability costs, beside what the same disk can do in the same minute; and how fast a journal is replayed. */
public final class DurableBenchmark {
    private static final String OURS = "enerlink";
    private static final String DISK = "probe";
    private static final double THROUGHPUT_TARGET = 0.8;
    private static final double LATENCY_TARGET = 0.5;
    private static final double PIPELINE_TARGET = 1e6;
    private static final double RECOVERY_TARGET = 2e6;
    private static final double MOST_ALLOCATED = 0.5;

    private final boolean quick;
    private final int forks;
    private final Path folder;
    private final Findings findings;
    private final Report report = new Report();

    /** @param folder on the disk that is measured */
    public DurableBenchmark(boolean quick, int forks, Path folder, PrintStream out) {
        this.quick = quick;
        this.forks = forks;
        this.folder = folder;
        findings = new Findings(out);
    }

    public Report report() { return report; }

    /** @return whether the stages allocate nothing in steady state */
    public boolean run() throws IOException {
        findings.collect(forks, folder, this::trial);
        throughput();
        latency();
        return scores("allocated").median() < MOST_ALLOCATED;
    }

    private List<String> trial(Path work) {
        return Forks.run(Forks.ourClasspath(), List.of(Forks.G1), DurableTrial.class.getName(), work.toString(),
                quick ? "0.4" : "1", quick ? "300" : "1000");
    }

    private Scores scores(String name) {
        return findings.scores(name);
    }

    private void throughput() {
        String benchmark = "durable-throughput/batch-" + DurableTrial.BATCH;
        Scores probe = scores("probe-per-second");
        report.add(Row.of(benchmark, DISK, probe, "records/s"));
        report.add(Row.of(benchmark, OURS, scores("journal-per-second"), "records/s").moreThan(DISK, probe.median(),
                THROUGHPUT_TARGET));
        double batched = scores("probe-at-batch-per-second").median();
        report.add(Row.of("durable-pipeline", OURS, scores("pipeline-per-second"), "commands/s").moreThan("target",
                PIPELINE_TARGET, 1));
        report.add(Row.of("durable-pipeline-disk", OURS, scores("pipeline-per-second"), "commands/s").moreThan(DISK,
                batched, 0));
        report.add(Row.of("durable-pipeline-batch", OURS, scores("pipeline-batch"), "commands"));
        report.add(Row.of("durable-allocation", OURS, scores("allocated"), "B/command"));
        report.add(Row.of("recovery", OURS, scores("recovered-per-second"), "commands/s").moreThan("target",
                RECOVERY_TARGET, 1));
        report.add(Row.of("recovery-rest", OURS, scores("recovery-rest-ms"), "ms"));
    }

    private void latency() {
        double force = scores("probe-latency-force").median();
        report.add(Row.of("durable-latency-p50", DISK, scores("probe-latency-force"), "ns"));
        report.add(Row.of("durable-latency-p50", OURS, scores("latency-p50"), "ns").lessThan(DISK, force,
                LATENCY_TARGET));
        report.add(Row.of("durable-latency-force", OURS, scores("latency-force"), "ns").lessThan(DISK, force, 0));
        report.add(Row.of("durable-latency-force-p99", OURS, scores("latency-force-p99"), "ns"));
        report.add(Row.of("durable-latency-p99", DISK, scores("probe-latency-force-p99"), "ns"));
        report.add(Row.of("durable-latency-p99", OURS, scores("latency-p99"), "ns").lessThan(DISK,
                scores("probe-latency-force-p99").median(), 0));
    }
}
