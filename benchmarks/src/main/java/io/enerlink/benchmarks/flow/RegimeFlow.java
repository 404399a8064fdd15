package io.enerlink.benchmarks.flow;

import io.enerlink.benchmarks.book.Textbook;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/**
 * A market in one mood. Half the messages are new orders, 15 % of them immediate or cancel; of the others 95 % are
 * cancelled later and one in six is moved before, whether or not they still rest then. The rest wants to trade and so
 * stands near the middle. Ids come in no order, and the lives of orders overlap.
 */
final class RegimeFlow {
    private static final double MIDDLE_TICKS = 400_000;
    private static final int SWINGS = 32;
    private static final double NEAR = 0.02;

    private record Later(int at, boolean moves, Textbook.Order order) implements Comparable<Later> {
        @Override
        public int compareTo(Later other) {
            return at != other.at ? Integer.compare(at, other.at) : Boolean.compare(other.moves, moves);
        }
    }

    private final Workload workload;
    private final int count;
    private final Flow flow = new Flow(0);
    private final SplittableRandom random = new SplittableRandom(2);
    private final Textbook book = new Textbook((maker, taker, price, quantity) -> {});
    private final PriorityQueue<Later> later = new PriorityQueue<>();
    private int last;

    RegimeFlow(Workload workload, int count) {
        this.workload = workload;
        this.count = count;
    }

    Flow make() {
        while (flow.count() < count) {
            if (later.isEmpty() || later.peek().at > flow.count()) place();
            else
                change(later.poll());
        }
        return flow;
    }

    static int account(SplittableRandom random, int side) {
        return 1 + side + 2 * random.nextInt(Flow.ACCOUNTS / 2);
    }

    /** Where the middle of the market is now. */
    private double middle() {
        double part = (double) flow.count() / count * SWINGS;
        double phase = part - Math.floor(part);
        if (!workload.crashes()) return MIDDLE_TICKS * (1 + workload.swing() * Math.sin(2 * Math.PI * phase));
        double depth = phase < 0.5 ? 0 : phase < 0.55 ? (phase - 0.5) * 20 : (1 - phase) / 0.45;
        int direction = (int) part % 2 == 0 ? -1 : 1;
        return MIDDLE_TICKS * (1 + direction * workload.swing() * depth);
    }

    private long price(int side, boolean crosses, double reach) {
        double distance = 1 + random.nextDouble() * reach * workload.widthTicks();
        boolean below = side == 0 ^ crosses;
        int grid = workload.gridTicks();
        return Math.max(1, (long) ((middle() + (below ? -distance : distance)) / grid)) * grid;
    }

    private void place() {
        int side = random.nextInt(100) < workload.bidPercent() ? 0 : 1;
        boolean rests = random.nextInt(100) >= 15;
        boolean endsByTrade = rests && random.nextInt(100) >= 95;
        int account = account(random, side);
        long quantity = 1 + random.nextInt(100);
        long price = price(side, !rests, endsByTrade ? NEAR : 1);
        int number = ++last;
        long id = shuffled(number);
        flow.add(rests ? Flow.PLACE : Flow.PLACE_IOC, side, account, number, id, price, quantity);
        Textbook.Order order = book.place(id, side, account, number, price, quantity, rests);
        if (!rests) return;
        int life = 1 + (int) (-Math.log(1 - random.nextDouble()) * workload.lifeMessages());
        if (!endsByTrade) later.add(new Later(flow.count() + life, false, order));
        if (!endsByTrade && random.nextInt(6) == 0)
            later.add(new Later(flow.count() + random.nextInt(life), true, order));
    }

    private void change(Later change) {
        Textbook.Order order = change.order;
        if (change.moves) {
            long price = price(order.side, false, 1);
            if (price == order.price) price += workload.gridTicks();
            flow.add(Flow.MOVE, order.side, order.account, order.number, order.id, price, order.total);
            book.move(order.id, price);
        } else {
            flow.add(Flow.CANCEL, order.side, order.account, order.number, order.id, order.price, 0);
            book.cancel(order.id);
        }
    }

    /** Another number below 2^40 for each: odd factors and shifts can be undone, so no two collide. */
    private static long shuffled(int number) {
        long mixed = number * 0x9E_3779_B97FL & (1L << 40) - 1;
        mixed ^= mixed >>> 21;
        return mixed * 0x2D_E5A1_3F4BL & (1L << 40) - 1;
    }
}
