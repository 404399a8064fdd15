package io.enerlink.benchmarks.flow;

import io.enerlink.benchmarks.book.Textbook;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The mix of exchange-core's own single-symbol benchmark: of 100 messages 71 move an order, 13 place one, 15 cancel or
 * reduce one, 2 are immediate or cancel, around a number of resting orders that stays. Ids rise by one.
 */
final class MixFlow {
    private static final long MIDDLE_TICKS = 100_000;

    private final Workload workload;
    private final int count;
    private final Flow flow;
    private final SplittableRandom random = new SplittableRandom(1);
    private final Textbook book = new Textbook((maker, taker, price, quantity) -> {});
    private long[] live = new long[1 << 12];
    private int liveCount;
    private int last;
    private double middle = MIDDLE_TICKS;

    MixFlow(Workload workload, int count) {
        this.workload = workload;
        this.count = count;
        flow = new Flow(workload.resting());
    }

    Flow make() {
        while (flow.count() < workload.resting()) place(true, awayFromMiddle(random.nextInt(2)));
        while (flow.count() < workload.resting() + count) any();
        return flow;
    }

    private void any() {
        middle += random.nextInt(3) - 1;
        int chance = random.nextInt(101);
        if (chance < 71) move();
        else if (chance < 84) place(true, awayFromMiddle(side()));
        else if (chance < 86) place(false, throughMiddle(side()));
        else if (book.size() > workload.resting() || random.nextInt(4) == 0) cancel();
        else
            reduce();
    }

    private int side() {
        return random.nextInt(2);
    }

    private long distance() {
        double part = random.nextDouble();
        return 1 + (long) (part * part * workload.widthTicks());
    }

    /** Side and price in one long, so that both come from one draw. */
    private long awayFromMiddle(int side) {
        return priceOf(side, distance()) << 1 | side;
    }

    private long throughMiddle(int side) {
        return priceOf(side, -distance()) << 1 | side;
    }

    private long priceOf(int side, long distance) {
        return Math.max(1, (long) middle + (side == 0 ? -distance : distance));
    }

    private void place(boolean rests, long priceAndSide) {
        int side = (int) priceAndSide & 1;
        int account = RegimeFlow.account(random, side);
        long quantity = 1 + random.nextInt(100);
        long id = ++last;
        flow.add(rests ? Flow.PLACE : Flow.PLACE_IOC, side, account, last, id, priceAndSide >> 1, quantity);
        book.place(id, side, account, last, priceAndSide >> 1, quantity, rests);
        if (rests && book.find(id) != null) {
            if (liveCount == live.length) live = Arrays.copyOf(live, liveCount * 2);
            live[liveCount++] = id;
        }
    }

    /** A random resting order; the ones that ended since they were listed are struck off on the way. */
    private Textbook.Order pick() {
        while (liveCount > 0) {
            int index = random.nextInt(liveCount);
            Textbook.Order order = book.find(live[index]);
            if (order != null) return order;
            live[index] = live[--liveCount];
        }
        return null;
    }

    private void move() {
        Textbook.Order order = pick();
        if (order == null) return;
        long price = priceOf(order.side, distance());
        if (price == order.price) price++;
        flow.add(Flow.MOVE, order.side, order.account, order.number, order.id, price, order.total);
        book.move(order.id, price);
    }

    private void cancel() {
        Textbook.Order order = pick();
        if (order == null) return;
        flow.add(Flow.CANCEL, order.side, order.account, order.number, order.id, order.price, 0);
        book.cancel(order.id);
    }

    private void reduce() {
        Textbook.Order order = pick();
        if (order == null) return;
        long by = Math.min(order.leaves, 1 + random.nextInt(10));
        flow.add(Flow.REDUCE, order.side, order.account, order.number, order.id, order.price,
                by << 32 | order.total - by);
        book.reduce(order.id, by);
    }
}
