package io.enerlink.benchmarks.settlement;

import io.enerlink.benchmarks.report.Machine;
import io.enerlink.benchmarks.report.Report;
import io.enerlink.benchmarks.report.Row;
import io.enerlink.benchmarks.report.Scores;
import io.enerlink.engine.client.HeapBuffer;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * Settlement against its targets: gas of an order and of a trade, netted and each on its own; from match to block; and
 * how many fresh trades a second go into blocks of two sizes. Orders are signed before they are measured.
 */
public final class SettlementBenchmark {
    private static final String OURS = "enerlink";
    private static final String TARGET = "target";
    private static final long PRICE_TICKS = 144_470;
    /** Longer than all orders of a batch take to be placed. */
    private static final long WHOLE_BATCH_MS = 4_000;
    private static final int BATCH = 100;
    private static final int PARTS = 20;
    private static final int PER_TRADE_ORDERS = 10;
    private static final int LATENCY_TRADES = 60;
    private static final long BATCH_AGE_MS = 500;
    private static final long SMALL_GAS = 30_000_000;
    private static final long LARGE_GAS = 500_000_000;
    /** Executions of the most gas that a transaction may have, in 192 KiB, for the nodes of a chain with such blocks. */
    private static final int LARGE_BATCH = 333;
    private static final long MEGABYTE = 1 << 20;

    private final int sustainedSec;
    private final PrintStream out;
    private final Report report = new Report();

    /** @param sustainedSec of load in blocks of 30M gas; half of it, 10 to 60, in blocks of 500M */
    public SettlementBenchmark(int sustainedSec, PrintStream out) {
        this.sustainedSec = sustainedSec;
        this.out = out;
    }

    public Report report() { return report; }

    /** @throws IllegalStateException when an order is refused for anything but a full backlog, or a batch reverts */
    public void run() throws Exception {
        out.println(Machine.description());
        Path home = Path.of(System.getProperty("enerlink.home", "."));
        try (Rig rig = new Rig(home)) {
            gasOfAll(rig);
            latency(rig);
            sustained(rig, "30M", SMALL_GAS, BATCH, 320, 250, sustainedSec);
        }
        try (Rig rig = new Rig(home)) { // another chain: what ten minutes left in the first one's memory slows it down
            sustained(rig, "500M", LARGE_GAS, LARGE_BATCH, 1_800, 1_500, Math.clamp(sustainedSec / 2, 10, 60));
        }
    }

    private void gasOfAll(Rig rig) throws IOException {
        double fresh = freshOrders(rig);
        add("gas per fresh order", OURS, fresh, "gas", TARGET, 52_000);
        long perTrade = perTrade(rig);
        add("gas per trade", "one by one", perTrade, "gas", null, 0);
        double netted = netted(rig);
        add("gas per trade", "1,000 in 100 orders", netted, "gas", "one by one", perTrade);
        add("gas per netted trade", "1,000 in 100 orders", netted, "gas", TARGET, 5_200);
        out.printf(Locale.ROOT, "gas: %,.0f a fresh order in a batch of %d, %,.0f a netted trade, %,d one by one%n",
                fresh, BATCH, netted, perTrade);
    }

    /** Each order of an account of its own. */
    private double freshOrders(Rig rig) throws IOException {
        rig.configure(WHOLE_BATCH_MS, BATCH);
        rig.forget();
        for (Trader seller : rig.sellers) rig.place(seller, 10, 0, PRICE_TICKS);
        for (Trader buyer : rig.buyers) rig.place(buyer, 10, 0, PRICE_TICKS);
        rig.awaitMined();
        return gas(rig) / BATCH;
    }

    /** Fifty asks that show one part in twenty, and fifty bids that each take a part of twenty of them. */
    private double netted(Rig rig) throws IOException {
        rig.configure(WHOLE_BATCH_MS, BATCH);
        rig.forget();
        long before = rig.trades();
        for (Trader seller : rig.sellers) rig.place(seller, PARTS, 1, PRICE_TICKS);
        for (Trader buyer : rig.buyers) rig.place(buyer, PARTS, 0, PRICE_TICKS);
        rig.awaitMined();
        if (rig.trades() - before != (long) PARTS * Rig.TRADERS || rig.mined().size() != 1)
            throw new IllegalStateException((rig.trades() - before) + " trades in " + rig.mined().size() + " batches");
        return gas(rig) / (rig.trades() - before);
    }

    /** The same kind of orders, each trade in a batch and a transaction of its own. */
    private long perTrade(Rig rig) throws IOException {
        rig.configure(1, 2);
        rig.forget();
        for (Trader seller : rig.sellers.subList(0, PER_TRADE_ORDERS))
            rig.place(seller, PER_TRADE_ORDERS, 1, PRICE_TICKS);
        for (Trader buyer : rig.buyers.subList(0, PER_TRADE_ORDERS)) rig.place(buyer, PER_TRADE_ORDERS, 0, PRICE_TICKS);
        rig.awaitMined();
        return Math.round(gas(rig) / rig.mined().size());
    }

    private static double gas(Rig rig) throws IOException {
        double gas = 0;
        for (String transactionHash : rig.mined()) gas += rig.node().gasUsed(transactionHash);
        return gas;
    }

    private void latency(Rig rig) {
        rig.configure(BATCH_AGE_MS, BATCH);
        rig.forget();
        for (int i = 0; i < LATENCY_TRADES; i++) {
            rig.place(rig.sellers.get(i % Rig.TRADERS), 1, 0, PRICE_TICKS);
            rig.place(rig.buyers.get(i % Rig.TRADERS), 1, 0, PRICE_TICKS);
            long nextNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(170);
            rig.await("the next trade is due", () -> System.nanoTime() >= nextNs);
        }
        rig.awaitMined();
        Scores seconds = toMined(rig);
        report.add(Row.of("match to MINED, 1 s blocks", OURS, seconds, "s").lessThan(TARGET, 2.5, 1));
        out.printf(Locale.ROOT, "match to MINED: median %.2f s, %.2f to %.2f%n", seconds.median(), seconds.lowest(),
                seconds.highest());
    }

    private static Scores toMined(Rig rig) {
        Histogram us = rig.toMinedUs();
        Scores seconds = new Scores();
        for (long one : new long[]{us.getMinValue(), us.getValueAtPercentile(50), us.getMaxValue()})
            seconds.add(one / 1e6);
        return seconds;
    }

    /** The rate is that of the trades which go into blocks while orders come, after the first quarter of the time. */
    private void sustained(Rig rig, String name, long blockGas, int batch, int perSecond, int target, int seconds)
            throws IOException {
        rig.node().call("evm_setBlockGasLimit", "0x" + Long.toHexString(blockGas));
        rig.configure(BATCH_AGE_MS, batch);
        int trades = perSecond * seconds;
        HeapBuffer orders = sign(rig, trades);
        rig.forget();
        long[] heap = new long[3];
        long beginNs = System.nanoTime();
        long quarterNs = 0;
        long minedInQuarter = 0;
        for (int i = 0; i < trades; i++) {
            long dueNs = beginNs + i * TimeUnit.SECONDS.toNanos(1) / perSecond;
            for (long leftNs = dueNs - System.nanoTime(); leftNs > 0; leftNs = dueNs - System.nanoTime())
                LockSupport.parkNanos(leftNs);
            rig.placeWhenThereIsRoom(orders, 2 * i * Trader.ORDER_LENGTH);
            rig.placeWhenThereIsRoom(orders, (2 * i + 1) * Trader.ORDER_LENGTH);
            if (i == trades / 2) heap[1] = usedHeap();
            if (i != trades / 4) continue;
            heap[0] = usedHeap();
            quarterNs = System.nanoTime();
            minedInQuarter = rig.tradesMined();
        }
        long placedNs = System.nanoTime();
        double rate = (rig.tradesMined() - minedInQuarter) * 1e9 / (placedNs - quarterNs);
        heap[2] = usedHeap();
        rig.awaitMined();
        add("trades/s, " + name + " gas", OURS, rate, "trades/s", TARGET, -target);
        report.add(Row.of("match to MINED, " + name + " gas", OURS, toMined(rig), "s"));
        out.printf(Locale.ROOT,
                "%s-gas blocks: %,.0f trades/s mined, %,.0f offered for %d s, the last mined %.1f s after "
                        + "its match; heap after a quarter, half, all: %,d, %,d, %,d MB; load average %.1f%n",
                name, rate,
                trades * 1e9 / (placedNs - beginNs), seconds, (System.nanoTime() - placedNs) / 1e9,
                heap[0] / MEGABYTE, heap[1] / MEGABYTE, heap[2] / MEGABYTE, Machine.loadAverage());
    }

    /** An ask and a bid for each trade, in one array: the heap, whose growth is looked at, has it all the time. */
    private static HeapBuffer sign(Rig rig, int trades) {
        HeapBuffer orders = new HeapBuffer(2 * trades * Trader.ORDER_LENGTH);
        for (int i = 0; i < trades; i++) {
            int at = 2 * i * Trader.ORDER_LENGTH;
            rig.sign(rig.sellers.get(i % Rig.TRADERS), 1, 0, PRICE_TICKS, orders, at);
            rig.sign(rig.buyers.get(i % Rig.TRADERS), 1, 0, PRICE_TICKS, orders, at + Trader.ORDER_LENGTH);
        }
        return orders;
    }

    private static long usedHeap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    /** Against a baseline where less is better; a negative one: where more is. */
    private void add(String benchmark, String subject, double score, String unit, String baseline, double other) {
        Scores scores = new Scores();
        scores.add(score);
        Row row = Row.of(benchmark, subject, scores, unit);
        if (baseline == null) report.add(row);
        else
            report.add(other > 0 ? row.lessThan(baseline, other, 1) : row.moreThan(baseline, -other, 1));
    }
}
