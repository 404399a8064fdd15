package io.enerlink.settlement.metering;

import java.util.HashMap;
import java.util.Map;

/** What {@code EnergyConverter.sol} does with one owner's meters, without its bound on capacity. */
final class ConverterModel {
    private final Map<String, Known> meters = new HashMap<>();
    private final long thresholdUwh;
    private long balanceUwh;
    private long mintedUwh;
    private long burnedUwh;
    private long debtUwh;

    ConverterModel(long thresholdUwh) { this.thresholdUwh = thresholdUwh; }

    /** What is known of a meter. */
    private static final class Known {
        private int epoch;
        private Energy registers = Energy.ZERO;
        private long carriedUwh;
    }

    /** What is said of a meter. */
    record Report(String meter, int epoch, Energy registers) {}

    /** @return false when it was refused, without effect */
    boolean settle(Report report) {
        Known known = meters.computeIfAbsent(report.meter, key -> new Known());
        if (report.epoch < known.epoch) return false;
        if (report.epoch == known.epoch && !report.registers.atLeast(known.registers)) return false;
        long netUwh = report.epoch > known.epoch ? 0 : report.registers.minus(known.registers).netUwh();
        known.epoch = report.epoch;
        known.registers = report.registers;
        long sumUwh = known.carriedUwh + netUwh;
        boolean isDue = Math.abs(sumUwh) >= thresholdUwh;
        known.carriedUwh = isDue ? 0 : sumUwh;
        if (isDue) convert(sumUwh);
        return true;
    }

    private void convert(long uwh) {
        if (uwh > 0) {
            long repaidUwh = Math.min(debtUwh, uwh);
            debtUwh -= repaidUwh;
            mintedUwh += uwh - repaidUwh;
            balanceUwh += uwh - repaidUwh;
        } else {
            long paidUwh = Math.min(balanceUwh, -uwh);
            burnedUwh += paidUwh;
            balanceUwh -= paidUwh;
            debtUwh += -uwh - paidUwh;
        }
    }

    /** The owner sells what it has. */
    void sellAll() {
        balanceUwh = 0;
    }

    long mintedLessBurnedUwh() { return mintedUwh - burnedUwh; }

    long carriedUwh() {
        return meters.values().stream().mapToLong(known -> known.carriedUwh).sum();
    }

    long debtUwh() { return debtUwh; }
}
