package io.enerlink.benchmarks.durable;

import com.sun.management.ThreadMXBean;
import io.enerlink.benchmarks.flow.Flow;
import io.enerlink.benchmarks.flow.Workload;
import io.enerlink.benchmarks.report.Forks;
import io.enerlink.engine.journal.FileStorage;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/** One virtual machine's share: everything of ours right beside the probe of the same disk. */
public final class DurableTrial {
    static final int BATCH = 256;
    static final int RECORD_BYTES = 64;

    private static final int WARM_UPS = 3;
    private static final int SLICES = 4;
    /** Three seconds' worth, a whole segment. */
    private static final int PACED = 300_000;
    private static final long INTERVAL_NANOS = 10_000;
    private static final String MATCHING = "engine-matching";

    private final Path folder;
    private final Flow flow;
    private final long sliceNanos;

    private DurableTrial(Path folder, Flow flow, long sliceNanos) {
        this.folder = folder;
        this.flow = flow;
        this.sliceNanos = sliceNanos;
    }

    /** {@code FOLDER SCALE SLICE-MS}. */
    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        DurableTrial trial = new DurableTrial(folder, Workload.of("mix-1k").flow(Double.parseDouble(args[1])),
                Long.parseLong(args[2]) * 1_000_000);
        trial.journal();
        for (int i = 0; i < WARM_UPS; i++) trial.warmUp();
        trial.throughputAndRecovery();
        trial.latency();
        System.exit(0);
    }

    /** Ours and the disk's in turn, so that both meet the same good and bad moments. */
    private void journal() throws IOException {
        Path ours = folder.resolve("journal");
        double journal = 0;
        double probe = 0;
        Histogram forces = new Histogram(3);
        try (Probe disk = new Probe(folder); JournalWriter writer = new JournalWriter(ours)) {
            writer.run(BATCH, RECORD_BYTES, sliceNanos);
            for (int i = 0; i < SLICES; i++) {
                Histogram took = disk.run(BATCH * RECORD_BYTES, sliceNanos);
                forces.add(took);
                probe += perSecond(took, BATCH) / SLICES;
                journal += writer.run(BATCH, RECORD_BYTES, sliceNanos) / SLICES;
            }
        }
        delete(ours);
        Forks.found("journal-per-second", journal);
        Forks.found("probe-per-second", probe);
        Forks.found("probe-force", forces.getValueAtPercentile(50));
    }

    private static double perSecond(Histogram took, double batch) {
        return batch * 1e9 / took.getMean();
    }

    private void warmUp() throws IOException {
        Path ours = folder.resolve("warm-up");
        try (DurableExchange exchange = new DurableExchange(FileStorage.open(ours))) {
            exchange.open();
            exchange.flood(flow, 0, flow.count());
        }
        delete(ours);
    }

    private void throughputAndRecovery() throws IOException {
        Path ours = folder.resolve("throughput");
        long commands;
        try (CountedStorage storage = new CountedStorage(FileStorage.open(ours));
                DurableExchange exchange = new DurableExchange(storage)) {
            exchange.open();
            exchange.flood(flow, 0, flow.count() / 2);
            throughput(exchange, storage);
            commands = exchange.submitted();
        }
        recovery(ours, commands);
        delete(ours);
    }

    /** The replay's rate, and beside it what a start takes however much there is to replay. */
    private static void recovery(Path ours, long commands) {
        long start = System.nanoTime();
        CountedStorage storage = new CountedStorage(FileStorage.open(ours));
        try (DurableExchange again = new DurableExchange(storage)) {
            long all = System.nanoTime() - start;
            long replay = again.replayedNanos() - storage.openedNanos();
            Forks.found("recovered-per-second", commands * 1e9 / replay);
            Forks.found("recovery-rest-ms", (all - replay) / 1e6);
            if (again.submitted() != commands) throw new IllegalStateException("recovered " + again.submitted());
        }
    }

    private void throughput(DurableExchange exchange, CountedStorage storage) throws IOException {
        long commands = exchange.submitted();
        long forces = storage.forces();
        long bytes = storage.bytes();
        long start = System.nanoTime();
        exchange.flood(flow, flow.count() / 2, flow.count() / 4 * 3);
        long steady = exchange.submitted();
        long allocated = allocatedBytes();
        exchange.flood(flow, flow.count() / 4 * 3, flow.count());
        long nanos = System.nanoTime() - start;
        allocated = allocatedBytes() - allocated;
        steady = exchange.submitted() - steady;
        commands = exchange.submitted() - commands;
        forces = storage.forces() - forces;
        bytes = storage.bytes() - bytes;
        Forks.found("pipeline-per-second", commands * 1e9 / nanos);
        Forks.found("pipeline-batch", (double) commands / forces);
        Forks.found("allocated", (double) allocated / steady);
        try (Probe disk = new Probe(folder)) {
            Forks.found("probe-at-batch-per-second",
                    perSecond(disk.run((int) (bytes / forces), sliceNanos), (double) commands / forces));
        }
    }

    /** By the engine's thread so far. */
    private static long allocatedBytes() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long[] ids = Stream.of(threads.getThreadInfo(threads.getAllThreadIds()))
                .filter(thread -> thread != null && thread.getThreadName().equals(MATCHING))
                .mapToLong(thread -> thread.getThreadId()).toArray();
        return LongStream.of(threads.getThreadAllocatedBytes(ids)).sum();
    }

    private void latency() throws IOException {
        Path ours = folder.resolve("latency");
        try (CountedStorage storage = new CountedStorage(FileStorage.open(ours));
                DurableExchange exchange = new DurableExchange(storage);
                Probe disk = new Probe(folder)) {
            exchange.open();
            int paced = Math.min(PACED, flow.count());
            int warm = paced / 5;
            exchange.pace(flow, 0, warm, INTERVAL_NANOS);
            long forces = storage.forces();
            long bytes = storage.bytes();
            storage.took().reset();
            Histogram took = exchange.pace(flow, warm, paced, INTERVAL_NANOS);
            int batchBytes = (int) ((storage.bytes() - bytes) / (storage.forces() - forces));
            Histogram force = disk.run(batchBytes, sliceNanos);
            Forks.found("latency-p50", took.getValueAtPercentile(50));
            Forks.found("latency-p99", took.getValueAtPercentile(99));
            Forks.found("latency-force", storage.took().getValueAtPercentile(50));
            Forks.found("latency-force-p99", storage.took().getValueAtPercentile(99));
            Forks.found("latency-batch-bytes", batchBytes);
            Forks.found("probe-latency-force", force.getValueAtPercentile(50));
            Forks.found("probe-latency-force-p99", force.getValueAtPercentile(99));
        }
        delete(ours);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) Files.delete(file);
        }
        Files.delete(folder);
    }
}
