package io.enerlink.benchmarks.book;

import com.sun.management.ThreadMXBean;
import io.enerlink.benchmarks.flow.Flow;
import io.enerlink.benchmarks.report.Forks;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Locale;

/** One virtual machine's share of the book benchmark: compares all answers to a flow, or times one subject with it. */
public final class BookTrial {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static final int STEADY_PART = 10;

    private final Subjects who;
    private final Flow flow;
    private long witness;

    private BookTrial(Subjects who, Flow flow) {
        this.who = who;
        this.flow = who.prepare(flow);
    }

    /** {@code compare FLOW} or {@code SUBJECT FLOW WARM-UPS ROUNDS}. */
    public static void main(String[] args) throws IOException {
        Flow flow = Flow.load(Path.of(args[1]));
        if (args[0].equals("compare")) compare(flow);
        else
            new BookTrial(Subjects.valueOf(args[0]), flow).run(Integer.parseInt(args[2]), Integer.parseInt(args[3]));
    }

    /** @throws IllegalStateException when somebody answers otherwise than the textbook */
    static void compare(Flow flow) {
        Answer expected = Subjects.TEXTBOOK.create().answer(flow);
        for (Subjects subject : Subjects.values()) {
            if (!subject.answers()) continue;
            Answer answer = subject.create().answer(subject.prepare(flow));
            answer.requireEqual(subject.label(), expected);
        }
        System.out.println(Forks.FOUND + expected.character());
    }

    private void run(int warmUps, int rounds) {
        for (int i = 0; i < warmUps + rounds; i++) {
            Round round = round();
            if (i >= warmUps) System.out.println(Forks.FOUND + round);
        }
        System.out.println("witness " + witness);
    }

    /** @param bytesPerMessage allocated in the last tenth, when everything has grown */
    record Round(double cpuNanos, double wallNanos, double bytesPerMessage) {
        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%.3f %.3f %.4f", cpuNanos, wallNanos, bytesPerMessage);
        }

        static Round parse(String line) {
            String[] words = line.split(" ");
            return new Round(Double.parseDouble(words[0]), Double.parseDouble(words[1]), Double.parseDouble(words[2]));
        }
    }

    private Round round() {
        Subject subject = who.create();
        int prefill = flow.prefill();
        int steady = flow.count() - (flow.count() - prefill) / STEADY_PART;
        apply(subject, 0, prefill);
        System.gc();
        long cpu = THREADS.getCurrentThreadCpuTime();
        long wall = System.nanoTime();
        apply(subject, prefill, steady);
        long bytes = THREADS.getCurrentThreadAllocatedBytes();
        apply(subject, steady, flow.count());
        bytes = THREADS.getCurrentThreadAllocatedBytes() - bytes;
        wall = System.nanoTime() - wall;
        cpu = THREADS.getCurrentThreadCpuTime() - cpu;
        witness += subject.witness();
        double messages = flow.count() - prefill;
        return new Round(cpu / messages, wall / messages, bytes / (flow.count() - (double) steady));
    }

    private void apply(Subject subject, int from, int to) {
        long[] words = flow.words();
        for (int i = from; i < to; i++) subject.apply(words, i * Flow.STRIDE);
    }
}
