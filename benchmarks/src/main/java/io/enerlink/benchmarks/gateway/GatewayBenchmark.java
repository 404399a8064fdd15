package io.enerlink.benchmarks.gateway;

import io.enerlink.benchmarks.report.Findings;
import io.enerlink.benchmarks.report.Forks;
import io.enerlink.benchmarks.report.Report;
import io.enerlink.benchmarks.report.Row;
import io.enerlink.benchmarks.report.Scores;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the gateway costs beside an echo server, verification and the disk of the same run. */
public final class GatewayBenchmark {
    /** The launcher's flags for Netty and native libraries. */
    static final List<String> FLAGS = Runtime.version().feature() < 23 ? List.of("--enable-native-access=ALL-UNNAMED")
            : List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");

    private static final String OURS = "enerlink";
    private static final double US = 1_000;
    private static final double PING_PONG_ALLOWANCE_NS = 60_000;
    private static final double PACED_TARGET = 1.0 / 3;
    private static final double SUSTAINED_TARGET = 0.7;
    private static final double BATCHED_TARGET = 100_000;
    private static final double BEHIND_TARGET_MS = 250;
    private static final double IDLE_TARGET_BYTES = 20_000;
    private static final double SIEGE_TARGET = 1.0 / 3;
    private static final List<String> THREADS = List.of("loops", "verifiers", "engine", "all");

    private final boolean quick;
    private final int forks;
    private final Set<Part> parts;
    private final Path folder;
    private final Findings findings;
    private final Report report = new Report();

    /**
     * @param parts  what is measured
     * @param folder where the journal goes
     */
    public GatewayBenchmark(boolean quick, int forks, Set<Part> parts, Path folder, PrintStream out) {
        this.quick = quick;
        this.forks = forks;
        this.parts = parts;
        this.folder = folder;
        findings = new Findings(out);
    }

    public Report report() { return report; }

    public void run() throws IOException {
        findings.collect(forks, folder, this::trial);
        for (Part part : parts) {
            switch (part) {
                case IDLE -> idle();
                case SUSTAINED -> sustained();
                case PING_PONG -> pingPong();
                case PACED -> paced();
                case BATCHED -> batched();
                case FAN_OUT -> fanOut();
                case SIEGE -> siege();
            }
        }
    }

    private List<String> trial(Path work) {
        return Forks.run(System.getProperty("java.class.path"),
                Stream.concat(Stream.of(Forks.G1), FLAGS.stream()).toList(),
                GatewayTrial.class.getName(), work.toString(), quick ? "quick" : "full",
                parts.stream().map(Part::toString).collect(Collectors.joining(",")));
    }

    private Scores scores(String name) {
        return findings.scores(name);
    }

    /** Nanoseconds become microseconds. */
    private Row row(String benchmark, String subject, String name) {
        Scores ns = scores(name);
        return new Row(benchmark, subject, ns.median() / US, "us", null, 0, 0, ns.lowest() / US, ns.highest() / US, 0);
    }

    private void pingPong() {
        double floor = scores("ping-pong-echo-p50").median() + scores("verify-ns").median()
                + scores("force-ns").median() + PING_PONG_ALLOWANCE_NS;
        report.add(row("gateway-ping-pong-p50", "echo", "ping-pong-echo-p50"));
        report.add(row("gateway-ping-pong-p50", "verification", "verify-ns"));
        report.add(row("gateway-ping-pong-p50", "force", "force-ns"));
        report.add(row("gateway-ping-pong-p50", OURS, "ping-pong-p50").lessThan("sum + 60 us", floor / US, 1));
        stages("ping-pong");
    }

    private void paced() {
        report.add(row("gateway-5k-p99", "echo", "paced-echo-p99"));
        report.add(row("gateway-5k-p99", OURS, "paced-p99").lessThan("echo",
                scores("paced-echo-p99").median() / US, PACED_TARGET));
        report.add(row("gateway-5k-p50", "echo", "paced-echo-p50"));
        report.add(row("gateway-5k-p50", OURS, "paced-p50").lessThan("echo",
                scores("paced-echo-p50").median() / US, 0));
        processor("paced");
        stages("paced");
    }

    private void sustained() {
        report.add(Row.of("gateway-sustained", "verification", scores("verify-per-second"), "orders/s"));
        report.add(Row.of("gateway-sustained", OURS, scores("sustained-per-second"), "orders/s")
                .moreThan("verification", scores("verify-per-second").median(), SUSTAINED_TARGET));
        processor("sustained");
        for (String who : THREADS)
            report.add(Row.of("gateway-garbage", who, scores("garbage-" + who), "B/order"));
    }

    private void batched() {
        report.add(Row.of("gateway-cancels", OURS, scores("cancels-per-second"), "requests/s").moreThan("target",
                BATCHED_TARGET, 1));
        processor("cancels");
        report.add(Row.of("gateway-reads", OURS, scores("reads-per-second"), "requests/s").moreThan("target",
                BATCHED_TARGET, 1));
    }

    /** Time an order or request, by kind of thread. */
    private void processor(String phase) {
        for (String who : THREADS)
            report.add(row("gateway-" + phase + "-processor", who, phase + "-processor-" + who));
    }

    private void fanOut() {
        report.add(Row.of("gateway-fan-out-behind", "p99", scores("fan-out-behind-p99-ms"), "ms"));
        report.add(Row.of("gateway-fan-out-behind", "most", scores("fan-out-behind-max-ms"), "ms").lessThan("target",
                BEHIND_TARGET_MS, 1));
        report.add(Row.of("gateway-fan-out-processors", OURS, scores("fan-out-processors"), "processors"));
        report.add(Row.of("gateway-fan-out-messages", OURS, scores("fan-out-heard-per-second"), "messages/s"));
    }

    private void idle() {
        report.add(Row.of("gateway-idle-memory", OURS, scores("idle-bytes"), "B").lessThan("target",
                IDLE_TARGET_BYTES, 1));
        report.add(Row.of("gateway-idle-served", OURS, scores("idle-served"), "connections"));
    }

    private void siege() {
        report.add(row("gateway-siege-p99", "alone", "honest-alone-p99"));
        report.add(row("gateway-siege-p99", "among 2,000 hostile", "honest-among-p99").lessThan("alone",
                scores("honest-alone-p99").median() / US, SIEGE_TARGET));
        report.add(row("gateway-siege-p99", "among 2,000 that come", "honest-among-newcomers-p99").lessThan("alone",
                scores("honest-alone-p99").median() / US, SIEGE_TARGET));
        report.add(Row.of("gateway-siege-answered", OURS, scores("honest-among-answered"), "%"));
        report.add(Row.of("gateway-siege-thrown-out", OURS, scores("hostile-thrown-out"), "connections"));
        report.add(Row.of("gateway-siege-messages", "hostile", scores("hostile-messages-per-second"), "messages/s"));
        report.add(Row.of("gateway-siege-processors", OURS, scores("besieged-processors"), "processors"));
        report.add(Row.of("gateway-siege-processors", "hostile", scores("hostile-processors"), "processors"));
        report.add(Row.of("gateway-siege-memory", OURS, scores("hostile-heap-mb"), "MB"));
    }

    private void stages(String phase) {
        for (String stage : List.of("decode", "verify", "ring", "journal", "match", "publish", "total"))
            for (String percentile : List.of("p50", "p99"))
                report.add(row("gateway-" + phase + "-stages-" + percentile, stage,
                        phase + "/" + stage + "-" + percentile));
    }
}
