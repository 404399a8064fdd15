package io.enerlink.gateway.cli;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** How things stand, in one line. */
final class StatusLine {
    private static final int KWH_FROM_UWH = 9;

    private StatusLine() {}

    static String of(long liveSec, EnergyTotals energy, EngineTotals.Snapshot trading) {
        return String.format(
                "%3d s | readings %d | ETK +%s -%s kWh | bid %s ask %s | orders %d trades %d | batches %d final, %d trades to settle",
                liveSec, energy.readingsAccepted(), kwh(energy.mintedUwh()), kwh(energy.burnedUwh()),
                Rupiah.text(trading.bestBidTicks()), Rupiah.text(trading.bestAskTicks()), trading.ordersAccepted(),
                trading.trades(), trading.batchesFinal(), trading.tradesPending());
    }

    static String kwh(long uwh) {
        return BigDecimal.valueOf(uwh, KWH_FROM_UWH).setScale(1, RoundingMode.DOWN).toPlainString();
    }
}
