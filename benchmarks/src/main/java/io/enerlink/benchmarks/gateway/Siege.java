package io.enerlink.benchmarks.gateway;

import io.enerlink.benchmarks.report.Forks;
import java.io.IOException;
import java.util.List;

/** An honest client alone, and among those that mean harm. */
final class Siege {
    private static final int HOSTILE = 2_000;
    private static final int VISITORS = 2_000;
    private static final int HONEST_PER_SECOND = 200;
    /** Twice as long as the honest client takes in a full run. */
    private static final long PATIENCE_NS = 20_000_000_000L;

    private final Load load;
    private final WireLine honest;
    private long served;

    Siege(Load load) throws Exception {
        this.load = load;
        honest = load.logOn(0);
    }

    void run() throws Exception {
        warmUp();
        honest();
        found("alone", honest());
        double heapBytes = 0;
        try (Siegers siegers = new Siegers(HOSTILE, load.host().port())) {
            long begin = System.nanoTime();
            double processor = load.host().numbers("processor")[0];
            found("among-newcomers", honest());
            found("among", honest());
            Forks.found("honest-among-answered", 100.0 * served / load.plan().honest());
            double seconds = (System.nanoTime() - begin) / 1e9;
            Forks.found("besieged-processors", (load.host().numbers("processor")[0] - processor) / 1e9 / seconds);
            heapBytes = memory();
            long[] fared = siegers.leave();
            Forks.found("hostile-thrown-out", fared[0]);
            Forks.found("hostile-messages-per-second", fared[1] / seconds);
            Forks.found("hostile-processors", fared[2] / 1e9 / seconds);
        }
        Forks.found("hostile-heap-mb", heapBytes / (1 << 20));
    }

    private double memory() throws IOException {
        double[] heapAndBuffers = load.host().numbers("memory");
        return heapAndBuffers[0] + heapAndBuffers[1];
    }

    private static void found(String when, Answers answers) {
        Forks.found("honest-" + when + "-p50", answers.latency().getValueAtPercentile(50));
        Forks.found("honest-" + when + "-p99", answers.latency().getValueAtPercentile(99));
    }

    /** The compiler gets to know visitors, too, before the crowd comes. */
    private void warmUp() throws Exception {
        Talk talk = new Talk();
        for (int i = 0; i < VISITORS; i++) {
            WireLine line = load.open(talk);
            talk.ask(line, "ping", "{}");
            line.channel().close().sync();
        }
    }

    private Answers honest() {
        Load.Orders orders = load.orders(load.plan().honest(), 0, 1);
        Answers answers = load.answers();
        new Pace(List.of(honest), orders.frames(), orders.firstId(), HONEST_PER_SECOND, answers).start();
        served = answers.awaitAtMost(orders.firstId(), orders.count(), PATIENCE_NS);
        return answers;
    }
}
