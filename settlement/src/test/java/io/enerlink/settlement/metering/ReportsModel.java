package io.enerlink.settlement.metering;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** The way of reports to the chain: stored first, then sent, at times lost, sent twice, or late. */
final class ReportsModel {
    private final Random random;
    private final ConverterModel chain;
    private final Set<MeteringCase> cases = EnumSet.noneOf(MeteringCase.class);
    private final Map<String, Integer> baselinesSaid = new HashMap<>();
    private final Deque<ConverterModel.Report> stored = new ArrayDeque<>();

    ReportsModel(Random random, ConverterModel chain) {
        this.random = random;
        this.chain = chain;
    }

    void settle(List<SimulatedMeterHistory> meters) {
        store(meters);
        while (!stored.isEmpty()) {
            int fate = random.nextInt(8);
            if (fate == 0) {
                cases.add(MeteringCase.ONE_SIDE_COMMITTED); // stored and not on the chain: the same report again, later
                return;
            }
            chain.settle(stored.getFirst());
            if (fate == 1) {
                cases.add(MeteringCase.ONE_SIDE_COMMITTED); // on the chain, and we did not hear: the same report again
                return;
            }
            stored.removeFirst();
        }
        cases.add(MeteringCase.RESET_LOST); // the device is told, and whether it obeys changes no total
        if (chain.carriedUwh() != 0) cases.add(MeteringCase.REMAINDERS);
        if (chain.debtUwh() > 0) cases.add(MeteringCase.DEBT);
    }

    /** Until nothing is on its way. */
    void settleAll(List<SimulatedMeterHistory> meters) {
        for (int i = 0; i < 2; ++i) { // what was stored before, and then what came since
            settle(meters);
            while (!stored.isEmpty()) settle(meters);
        }
    }

    private void store(List<SimulatedMeterHistory> meters) {
        if (!stored.isEmpty()) return; // one on its way at a time
        for (SimulatedMeterHistory meter : meters) {
            String id = meter.meter().meterId();
            meter.epochs().tailMap(baselinesSaid.getOrDefault(id, 0)).forEach((epoch, registers) -> {
                boolean isNew = baselinesSaid.getOrDefault(id, 0) < epoch;
                if (isNew) stored.add(new ConverterModel.Report(id, epoch, registers[0]));
                stored.add(new ConverterModel.Report(id, epoch, registers[1]));
                baselinesSaid.put(id, epoch);
            });
        }
    }

    Set<MeteringCase> cases() { return cases; }
}
