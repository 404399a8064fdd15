package io.enerlink.gateway.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** One run of the demo on a started exchange: live, then wound up so that all is final, then audited. */
final class Demo {
    private static final Duration SHOW_EVERY = Duration.ofSeconds(1);
    private static final Duration SHOW_EVERY_IN_LOGS = Duration.ofSeconds(5);
    private static final Duration WIND_UP_LIMIT = Duration.ofSeconds(60);
    private static final Duration QUIET = Duration.ofSeconds(2);

    private final Exchange exchange;
    private final DataFolder data;
    private final Console console;
    private final StopSignal stop;

    Demo(Exchange exchange, DataFolder data, Console console, StopSignal stop) {
        this.exchange = exchange;
        this.data = data;
        this.console = console;
        this.stop = stop;
    }

    /**
     * @param duration from the moment all is live; null: until asked to stop
     * @param report   null: none
     * @return the exit code
     */
    int run(int speed, Duration duration, Path report) throws Exception {
        try (Village village = new Village(data, speed)) {
            village.start(exchange.metering().registry(), exchange.mqtt(), exchange.webSocket(), exchange.symbol(),
                    exchange::show);
            console.part("homes", village.homes() + " meters at " + speed + " times real time, "
                    + (village.homes() + 1) + " bots");
            console.line(duration == null ? "live; Ctrl-C stops it" : "live for " + duration.toSeconds() + " s");
            watch(duration);
            console.line("stopping: orders are cancelled, energy and trades settled");
            village.stopTrading();
            village.stopMeasuring();
        }
        settleEnergy();
        settleTrades();
        return conclude(report);
    }

    private void watch(Duration duration) {
        long startNs = System.nanoTime();
        Duration every = console.isTerminal() ? SHOW_EVERY : SHOW_EVERY_IN_LOGS;
        while (true) {
            long liveMs = (System.nanoTime() - startNs) / 1_000_000;
            long leftMs = duration == null ? Long.MAX_VALUE : duration.toMillis() - liveMs;
            if (leftMs <= 0 || stop.await(Duration.ofMillis(Math.min(every.toMillis(), leftMs)))) return;
            show((System.nanoTime() - startNs) / 1_000_000_000);
        }
    }

    private void show(long liveSec) {
        console.status(StatusLine.of(liveSec, energy(), exchange.totals()));
    }

    private EnergyTotals energy() {
        return EnergyTotals.of(exchange.metering().totals(), exchange.totals());
    }

    /** What the meters said last goes to the chain. */
    private void settleEnergy() {
        long[] quietSinceNs = {System.nanoTime()};
        boolean quiet = await(() -> {
            if (exchange.metering().settleNow().join() > 0 || exchange.energyOnItsWay())
                quietSinceNs[0] = System.nanoTime();
            return System.nanoTime() - quietSinceNs[0] > QUIET.toNanos();
        });
        if (!quiet) console.line("  some energy is not final yet; it settles after the next start");
    }

    private void settleTrades() {
        if (!await(() -> exchange.totals().tradesPending() == 0))
            console.line("  " + exchange.totals().tradesPending()
                    + " trades are not final yet; they settle after the next start");
    }

    private boolean await(BooleanSupplier condition) {
        long deadlineNs = System.nanoTime() + WIND_UP_LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadlineNs > 0 || exchange.isHalted()) return false;
            exchange.awaitChange();
        }
        return true;
    }

    private int conclude(Path report) throws Exception {
        boolean passed = AuditCommand.audit(exchange.settlement().database(), exchange.chainRpc(), data, console);
        DemoReport totals = DemoReport.of(energy(), exchange.totals(), passed);
        if (report != null) totals.write(report);
        console.line(totals.text());
        return passed && !exchange.isHalted() ? 0 : 1;
    }
}
