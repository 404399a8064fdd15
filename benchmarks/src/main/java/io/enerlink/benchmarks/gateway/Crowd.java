package io.enerlink.benchmarks.gateway;

import io.enerlink.benchmarks.report.Forks;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/** Many connections: those that do nothing, and those that hear a book. */
final class Crowd {
    /** Who changes the book. */
    static final int TRADER = 2;

    private static final int SUBSCRIBERS = 1_000;
    private static final int CHANGES_PER_SECOND = 100;
    private static final long HIGHEST_MS = 3_600_000;

    private Crowd() {}

    static void idle(Load load) throws Exception {
        load.open().channel().close().sync();
        double[] before = load.host().numbers("memory");
        List<WireLine> lines = new ArrayList<>();
        for (int i = 0; i < Plan.IDLE; i++) lines.add(load.open());
        double[] after = load.host().numbers("memory");
        Forks.found("idle-bytes", (after[0] + after[1] - before[0] - before[1]) / Plan.IDLE);
        Answers answers = load.answers();
        byte[] question = WireLine.frame("{\"id\":1,\"method\":\"unsubscribe\",\"params\":" + book() + "}");
        load.onLoop(() -> lines.forEach(line -> line.readBy((on, message, at, length) -> answers.take(message, at,
                length))));
        for (WireLine line : lines) line.send(question);
        answers.await(Plan.IDLE);
        Forks.found("idle-served", Plan.IDLE);
        for (WireLine line : lines) line.channel().close().sync();
    }

    private static String book() {
        return "{\"channel\":\"book\",\"symbol\":\"" + Traders.SYMBOL + "\"}";
    }

    /** @param trader the line of {@link #TRADER} */
    static void fanOut(Load load, WireLine trader) throws Exception {
        Histogram behindMs = new Histogram(HIGHEST_MS, 3);
        List<Subscriber> subscribers = new ArrayList<>();
        byte[] subscribe = WireLine.frame("{\"id\":1,\"method\":\"subscribe\",\"params\":" + book() + "}");
        List<WireLine> lines = new ArrayList<>();
        for (int i = 0; i < SUBSCRIBERS; i++) {
            Subscriber subscriber = new Subscriber(behindMs);
            subscribers.add(subscriber);
            WireLine line = load.open(subscriber);
            lines.add(line);
            line.send(subscribe);
        }
        change(load, trader); // the compiler gets to know it, unmeasured
        load.onLoop(() -> subscribers.forEach(each -> each.timed(true)));
        double processor = load.host().numbers("processor")[0];
        long begin = System.nanoTime();
        long before = subscribers.stream().mapToLong(Subscriber::heard).sum();
        change(load, trader);
        Forks.found("fan-out-processors", (load.host().numbers("processor")[0] - processor)
                / (System.nanoTime() - begin));
        load.onLoop(() -> subscribers.forEach(each -> each.timed(false)));
        Forks.found("fan-out-behind-p99-ms", behindMs.getValueAtPercentile(99));
        Forks.found("fan-out-behind-max-ms", behindMs.getMaxValue());
        Forks.found("fan-out-heard-per-second",
                (subscribers.stream().mapToLong(Subscriber::heard).sum() - before) * 1e9 / (System.nanoTime() - begin));
        long gaps = subscribers.stream().mapToLong(Subscriber::gaps).sum();
        Load.require(gaps == 0, gaps + " updates that do not follow");
        for (WireLine line : lines) line.channel().close().sync();
    }

    private static void change(Load load, WireLine trader) {
        Load.Orders changes = changes(load);
        Answers answers = load.answers();
        new Pace(List.of(trader), changes.frames(), changes.firstId(), CHANGES_PER_SECOND, answers).start();
        answers.await(changes.count());
    }

    /** Every second change takes back the one before. */
    private static Load.Orders changes(Load load) {
        byte[][] placed = load.orders(load.plan().changes() / 2, TRADER, 1).frames();
        byte[][] changes = new byte[load.plan().changes()][];
        long firstNonce = load.nonce(TRADER) - placed.length + 1;
        int firstId = load.takeIds(changes.length);
        for (int i = 0; i < changes.length; i++)
            changes[i] = i % 2 == 0 ? placed[i / 2] : Traders.cancel(firstId + i, firstNonce + i / 2);
        return new Load.Orders(firstId, changes);
    }
}
