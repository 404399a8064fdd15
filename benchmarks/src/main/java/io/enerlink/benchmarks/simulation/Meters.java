package io.enerlink.benchmarks.simulation;

import io.enerlink.settlement.metering.ConverterLogs;
import io.enerlink.settlement.metering.Energy;
import io.enerlink.settlement.metering.EnergySettlement;
import io.enerlink.settlement.metering.Policy;
import io.enerlink.settlement.metering.ReadingsTree;
import io.enerlink.settlement.metering.SettlementReport;
import io.enerlink.settlement.metering.SettlementReport.State;
import io.enerlink.settlement.metering.SettlementStore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.web3j.utils.Numeric;

/**
 * Meters whose registers rise and now and then begin anew, and settlement's rows about them in the simulated database.
 * What is imported stays below what was exported, so that no owner is in debt.
 */
final class Meters implements SettlementStore {
    /** How a meter's energy is settled, by its number; the chain carries what is below a threshold. */
    static final List<Policy> POLICIES = List.of(Policy.PERIODIC, Policy.PERIODIC,
            new Policy(Policy.Kind.THRESHOLD, 20_000_000), Policy.PER_READING);
    static final int COUNT = POLICIES.size();

    private static final String PAYLOAD_HASH = "0x" + "ab".repeat(32);

    private static final class Epoch {
        private final Energy baseline;
        private final List<byte[]> unsettled = new ArrayList<>();
        private Energy watermark;
        private Energy known;

        private Epoch(Energy baseline) {
            this.baseline = baseline;
            watermark = baseline;
        }

        private boolean isDue() { return !watermark.equals(known); }
    }

    private static final class Meter {
        private final String id;
        private final Policy.Kind policy;
        private final List<Epoch> epochs = new ArrayList<>();
        private long netUwh;
        private int attempt;
        private int settled;
        private boolean pending;

        private Meter(int number) {
            id = meterId(number);
            policy = POLICIES.get(number).kind();
            epochs.add(new Epoch(Energy.ZERO));
        }

        private boolean isDue() { return epochs.stream().anyMatch(Epoch::isDue); }
    }

    private static final class Row {
        private final SettlementReport report;
        private final List<byte[]> leaves;
        private State state = State.PENDING;

        private Row(SettlementReport report, List<byte[]> leaves) {
            this.report = report;
            this.leaves = leaves;
        }
    }

    private final SimulatedStore store;
    private final Map<String, Meter> meters = new LinkedHashMap<>();
    private final Map<Long, Row> rows = new LinkedHashMap<>();
    private int readings;
    private int settlements;

    Meters(SimulatedStore store) {
        this.store = store;
        for (int number = 0; number < COUNT; number++) meters.put(meterId(number), new Meter(number));
    }

    static String meterId(int number) {
        return "0x" + "0".repeat(62) + (10 + number);
    }

    /** A reading, durable already: energy goes out, and some comes in. */
    void measure(int number, Random random) {
        Meter meter = meters.get(meterId(number));
        if (random.nextInt(40) == 0) meter.epochs.add(new Epoch(new Energy(random.nextInt(1_000_000), 0)));
        Epoch epoch = meter.epochs.getLast();
        long exportUwh = random.nextInt(5_000_000);
        long importUwh = random.nextLong(Math.min(8_000_000, meter.netUwh + exportUwh) + 1);
        meter.netUwh += exportUwh - importUwh;
        epoch.watermark = epoch.watermark.plus(new Energy(exportUwh, importUwh));
        epoch.unsettled.add(ReadingsTree.leaf(meter.id, 1, ++readings, meter.epochs.size(), epoch.watermark,
                PAYLOAD_HASH));
    }

    /** What was measured since each register began. */
    long netUwh() {
        return meters.values().stream().mapToLong(meter -> meter.netUwh).sum();
    }

    boolean isIdle() { return meters.values().stream().noneMatch(meter -> meter.pending || meter.isDue()); }

    /** The reports on a meter that took effect, as the chain should have them, in their order. */
    List<String> effective(String meterId) {
        return rows.values().stream().filter(row -> row.state == State.FINAL && row.report.meterId().equals(meterId))
                .map(row -> effective(row.report.epoch(), row.report.registers(), row.report.readingsRoot())).toList();
    }

    static String effective(long epoch, Energy registers, String readingsRoot) {
        return epoch + " " + registers + " " + readingsRoot;
    }

    /** Readings in reports that took effect; each counted as often as it is there. */
    int settledReadings() {
        return rows.values().stream().filter(row -> row.state == State.FINAL).mapToInt(row -> row.leaves.size()).sum();
    }

    int readings() { return readings; }

    /** Reports that reverted or were refused. */
    int vainReports() {
        return (int) rows.values().stream().filter(row -> row.state == State.REVERTED || row.state == State.REFUSED)
                .count();
    }

    @Override
    public List<SettlementReport> insertDue(EnergySettlement.Round round, Composer composer) {
        store.read();
        List<Meter> due = meters.values().stream()
                .filter(meter -> round.kinds().contains(meter.policy) && !meter.pending && meter.isDue())
                .sorted(Comparator.comparingInt(meter -> meter.settled)).limit(round.maxMeters()).toList();
        List<SettlementReport> reports = composer.compose(due.stream().map(Meters::due).toList(),
                epoch -> epoch(epoch.meterId(), epoch.epoch()).unsettled);
        store.commit(() -> reports.forEach(this::insert));
        return reports;
    }

    private static Due due(Meter meter) {
        int number = 0;
        while (!meter.epochs.get(number).isDue()) number++;
        Epoch epoch = meter.epochs.get(number);
        return new Due(meter.id, meter.attempt, number + 1, epoch.baseline, epoch.watermark, epoch.known);
    }

    private Epoch epoch(String meterId, int epoch) {
        return meters.get(meterId).epochs.get(epoch - 1);
    }

    private void insert(SettlementReport report) {
        long id = rows.size() + 1;
        List<byte[]> unsettled = epoch(report.meterId(), report.epoch()).unsettled;
        boolean hasReadings = Numeric.toBigInt(report.readingsRoot()).signum() != 0;
        rows.put(id, new Row(new SettlementReport(id, report.transactionId(), report.ordinal(), report.meterId(),
                report.epoch(), report.registers(), report.readingsRoot()),
                hasReadings ? List.copyOf(unsettled) : List.of()));
        if (hasReadings) unsettled.clear();
        meters.get(report.meterId()).pending = true;
    }

    @Override
    public List<String> pendingTransactions() {
        store.read();
        return rows.values().stream().filter(row -> row.state == State.PENDING).map(row -> row.report.transactionId())
                .distinct().toList();
    }

    @Override
    public List<SettlementReport> ofTransaction(String transactionId) {
        store.read();
        return rows.values().stream().map(row -> row.report)
                .filter(report -> report.transactionId().equals(transactionId)).toList();
    }

    @Override
    public void conclude(List<Concluded> reports, List<ConverterLogs.Debt> debts) {
        if (!debts.isEmpty()) throw new Violation(Check.CONSERVED, "an owner is in debt: " + debts);
        store.commit(() -> reports.forEach(this::conclude));
    }

    private void conclude(Concluded concluded) {
        SettlementReport report = concluded.report();
        Row row = rows.get(report.reportId());
        Meter meter = meters.get(report.meterId());
        Epoch epoch = epoch(report.meterId(), report.epoch());
        row.state = concluded.state();
        meter.pending = false;
        meter.settled = ++settlements;
        if (row.state == State.FINAL) {
            epoch.known = report.registers();
            meter.attempt = 0;
        } else {
            meter.attempt++;
            epoch.unsettled.addAll(0, row.leaves);
        }
    }
}
