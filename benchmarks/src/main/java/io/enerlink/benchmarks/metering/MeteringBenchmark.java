package io.enerlink.benchmarks.metering;

import io.enerlink.benchmarks.report.Machine;
import io.enerlink.benchmarks.report.Report;
import io.enerlink.benchmarks.report.Row;
import io.enerlink.benchmarks.report.Scores;
import io.enerlink.gateway.embedded.Broker;
import io.enerlink.settlement.metering.Metering;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.HdrHistogram.Histogram;

/**
 * Metering against its targets: messages a second from broker to committed row, beside what the same broker gives a consumer
 * that has nothing to do; many meters at one message a 10 s; their settlement in one round; and a year of history.
 */
public final class MeteringBenchmark {
    private static final String OURS = "enerlink";
    private static final String TARGET = "target";
    private static final int THROUGHPUT_METERS = 1_000;
    private static final long PERIOD_MS = 10_000;
    private static final double LEAST_OF_IDLE = 0.6;
    private static final long MEGABYTE = 1 << 20;
    private static final int MAX_LAG_MS = 600_000;

    private final Scale scale;
    private final PrintStream out;
    private final long beganNs = System.nanoTime();
    private final Report report = new Report();
    private final AtomicLong committed = new AtomicLong();
    private final long[] sent;

    public MeteringBenchmark(Scale scale, PrintStream out) {
        this.scale = scale;
        this.out = out;
        sent = new long[Math.max(scale.meters(), THROUGHPUT_METERS) + 1];
    }

    public Report report() { return report; }

    /** @throws IllegalStateException when a message is lost or an answer is wrong */
    public void run() throws Exception {
        out.println(Machine.description());
        begins("anvil, contracts, PostgreSQL and meters");
        try (Rig rig = new Rig(Path.of(System.getProperty("enerlink.home", ".")))) {
            rig.register(sent.length);
            throughput(rig);
            try (Broker broker = rig.broker(); Metering metering = rig.metering(broker)) {
                metering.addListener((meter, reading, power) -> committed.incrementAndGet());
                usualPace(rig, broker, metering);
                settle(rig, broker, metering);
            }
            history(rig);
        }
    }

    /** So that whoever waits sees what for. */
    private void begins(String what) {
        out.printf(Locale.ROOT, "%4d s  %s%n", (System.nanoTime() - beganNs) / 1_000_000_000, what);
    }

    private void throughput(Rig rig) throws Exception {
        Scores idle = new Scores();
        Scores ours = new Scores();
        for (int i = 0; i < scale.rounds(); i++) {
            begins("messages to an idle consumer, round " + (i + 1) + " of " + scale.rounds());
            try (Broker broker = rig.broker(); IdleConsumer consumer = new IdleConsumer(broker)) {
                idle.add(rate(new Fleet(broker, new long[sent.length]), consumer::heard));
            }
            begins("messages to committed rows, round " + (i + 1) + " of " + scale.rounds());
            try (Broker broker = rig.broker(); Metering metering = rig.metering(broker)) {
                long before = committed.get();
                metering.addListener((meter, reading, power) -> committed.incrementAndGet());
                Fleet fleet = new Fleet(broker, sent);
                fleet.awaitSubscriber();
                ours.add(rate(fleet, () -> committed.get() - before));
            }
            assertStored(rig);
        }
        report.add(Row.of("messages/s, QoS 1", "idle consumer", idle, "messages/s"));
        report.add(Row.of("messages/s, to committed rows", OURS, ours, "messages/s").moreThan("idle consumer",
                idle.median(), LEAST_OF_IDLE));
        out.printf(Locale.ROOT, "broker to committed row: %,.0f messages/s, an idle consumer %,.0f (%.0f %%); load "
                + "average %.1f%n", ours.median(), idle.median(), 100 * ours.median() / idle.median(),
                Machine.loadAverage());
    }

    /** Messages a second from the first that is sent to the last that is there; as many again, before, are not timed. */
    private double rate(Fleet fleet, LongSupplier there) throws InterruptedException {
        try (fleet) {
            for (int i = 0; i < THROUGHPUT_METERS; i++) fleet.send(i, System.currentTimeMillis());
            Rig.await("the first are there", () -> there.getAsLong() == THROUGHPUT_METERS);
            long warm = send(fleet, scale.messages() / 4, THROUGHPUT_METERS, there);
            long beginNs = System.nanoTime();
            send(fleet, scale.messages(), warm, there);
            return scale.messages() * 1e9 / (System.nanoTime() - beginNs);
        }
    }

    private static long send(Fleet fleet, int messages, long before, LongSupplier there) throws InterruptedException {
        for (int i = 0; i < messages; i++) fleet.send(i % THROUGHPUT_METERS, System.currentTimeMillis());
        Rig.await("every message is there", () -> there.getAsLong() == before + messages);
        return before + messages;
    }

    /** Every message is a row, and every meter's register is where it sent it. */
    private void assertStored(Rig rig) {
        long all = java.util.Arrays.stream(sent).sum();
        long heard = java.util.Arrays.stream(sent).filter(count -> count > 0).count();
        if (rig.count("SELECT count(*) FROM reading WHERE status IN ('ACCEPTED', 'BASELINE')") != all
                || rig.count("SELECT coalesce(sum(export_delta_uwh), 0) FROM reading") != all - heard)
            throw new IllegalStateException(all + " messages were sent, rows: "
                    + rig.count("SELECT count(*) FROM reading")
                    + ", refused: " + rig.count("SELECT coalesce(sum(messages), 0)::BIGINT FROM refusal_count"));
    }

    private void usualPace(Rig rig, Broker broker, Metering metering) throws Exception {
        begins(String.format(Locale.ROOT, "%,d meters at their usual pace for %d s", scale.meters(), scale.seconds()));
        Histogram lagMs = new Histogram(MAX_LAG_MS, 3);
        metering.addListener((meter, reading, power) -> {
            synchronized (lagMs) {
                lagMs.recordValue(Math.clamp(System.currentTimeMillis() - reading.timestampMs(), 0, MAX_LAG_MS));
            }
        });
        long before = committed.get();
        long messages = scale.meters() * scale.seconds() * 1_000L / PERIOD_MS;
        long halfway = 0;
        try (Fleet fleet = new Fleet(broker, sent)) {
            fleet.awaitSubscriber();
            long beginMs = System.currentTimeMillis();
            for (long i = 0; i < messages; i++) {
                long dueMs = beginMs + i * PERIOD_MS / scale.meters();
                for (long leftMs = dueMs - System.currentTimeMillis(); leftMs > 0; leftMs = dueMs
                        - System.currentTimeMillis())
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(leftMs));
                fleet.send((int) (i % scale.meters()), dueMs);
                if (i == messages / 2) halfway = usedHeap();
            }
            Rig.await("every message is a row", () -> committed.get() - before == messages);
        }
        assertStored(rig);
        String what = String.format(Locale.ROOT, "lag of %,d meters, ", scale.meters());
        add(what + "p50", lagMs.getValueAtPercentile(50), "ms", 0);
        add(what + "p99", lagMs.getValueAtPercentile(99), "ms", 0);
        add(what + "highest", Math.max(1, lagMs.getMaxValue()), "ms", 5_000);
        long end = usedHeap();
        add("heap, halfway", halfway / (double) MEGABYTE, "MB", 0);
        add("heap, at the end", end / (double) MEGABYTE, "MB", 0);
        out.printf(Locale.ROOT, "%,d meters for %d s: %,d messages, none lost; lag p50 %d, p99 %d, highest %d ms; heap "
                + "%,d MB halfway, %,d MB at the end; load average %.1f%n", scale.meters(), scale.seconds(), messages,
                lagMs.getValueAtPercentile(50), lagMs.getValueAtPercentile(99), lagMs.getMaxValue(),
                halfway / MEGABYTE, end / MEGABYTE, Machine.loadAverage());
    }

    /** The first round tells the chain where meters begin; the second is the usual one. */
    private void settle(Rig rig, Broker broker, Metering metering) throws Exception {
        begins("their settlement");
        rig.registerOnChain(sent.length);
        settleAll(rig, metering);
        long before = committed.get();
        try (Fleet fleet = new Fleet(broker, sent)) {
            for (int i = 0; i < scale.meters(); i++) fleet.send(i, System.currentTimeMillis());
            Rig.await("every meter has something to settle", () -> committed.get() - before == scale.meters());
        }
        long lastReport = rig.count("SELECT max(report_id) FROM settlement_report");
        long beginNs = System.nanoTime();
        settleAll(rig, metering);
        double seconds = (System.nanoTime() - beginNs) / 1e9;
        List<String> hashes = rig.database.jdbi().withHandle(handle -> handle.createQuery("""
                SELECT DISTINCT transaction_hash FROM settlement_report WHERE report_id > :last AND state = 'FINAL'""")
                .bind("last", lastReport).mapTo(String.class).list());
        long meters = rig.count("SELECT count(*) FROM settlement_report WHERE state = 'FINAL' AND report_id > "
                + lastReport);
        if (meters != scale.meters()) throw new IllegalStateException(meters + " meters were settled");
        double gas = gas(rig, hashes) / meters;
        add("gas a meter", gas, "gas", 45_000);
        add(String.format(Locale.ROOT, "settling %,d meters", meters), seconds, "s", 0);
        out.printf(Locale.ROOT,
                "%,d meters settled in %.1f s by %d transactions, %,.0f gas a meter; load average %.1f%n",
                meters, seconds, hashes.size(), gas, Machine.loadAverage());
    }

    private static void settleAll(Rig rig, Metering metering) throws Exception {
        metering.settleNow().get(MAX_LAG_MS, TimeUnit.MILLISECONDS);
        Rig.await("the chain knows all", () -> rig.count("""
                SELECT count(*) FROM meter_epoch WHERE final_export_uwh IS DISTINCT FROM export_uwh""") == 0);
    }

    private static double gas(Rig rig, List<String> hashes) throws IOException {
        double gas = 0;
        for (String hash : hashes) gas += rig.gasUsed(hash);
        return gas;
    }

    private void history(Rig rig) {
        begins("a year of history");
        YearOfReadings year = new YearOfReadings(rig, Rig.site(sent.length - 1), scale.yearStepS());
        add("quarters summed up a second", year.sumUp(), "quarters/s", 0);
        report.add(
                Row.of("a year of history by days", OURS, year.days(scale.yearStepS()), "ms").lessThan(TARGET, 50, 1));
        report.add(Row.of("31 days of history by quarters", OURS, year.quarters(), "ms").lessThan(TARGET, 50, 1));
        report.add(Row.of("100 readings of a year's", OURS, year.readings(), "ms").lessThan(TARGET, 50, 1));
    }

    private static long usedHeap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    /** A score with a target it should be below, 0 without one. */
    private void add(String benchmark, double score, String unit, double target) {
        Scores scores = new Scores();
        scores.add(score);
        Row row = Row.of(benchmark, OURS, scores, unit);
        report.add(target == 0 ? row : row.lessThan(TARGET, target, 1));
    }
}
