package io.enerlink.gateway.bot;

import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * The best that a home could have done, had it known every price and every energy: what it used is bought before, or
 * paid at the tariff; what it made is sold after, or goes for the feed-in price; each at the best prices that the market
 * had, no more than its depth in a step, never to sell again. Taking the best of what is left in the order of the
 * deadlines is optimal, since what an earlier one may take a later one may take as well.
 */
final class Foresight {
    private static final long UWH_PER_WH = 1_000_000;

    private final MarketPath market;
    private final int feeBps;

    Foresight(MarketPath market, int feeBps) {
        this.market = market;
        this.feeBps = feeBps;
    }

    /** What is left of the market in a step. */
    private static final class Slot {
        private final long priceTicks;
        private long leftWh;

        Slot(long priceTicks, long leftWh) {
            this.priceTicks = priceTicks;
            this.leftWh = leftWh;
        }
    }

    /** The least that so much import costs, IDRS base units. */
    long cost(long[] importUwh, long tariffTicks) {
        return best(importUwh, tariffTicks, false, Comparator.comparingLong(slot -> slot.priceTicks));
    }

    /** The most that so much export brings, IDRS base units. */
    long income(long[] exportUwh, long feedInTicks) {
        return best(exportUwh, feedInTicks, true, Comparator.comparingLong(slot -> -slot.priceTicks));
    }

    private long best(long[] energyUwh, long otherwiseTicks, boolean sells, Comparator<Slot> bestFirst) {
        PriorityQueue<Slot> open = new PriorityQueue<>(bestFirst);
        long sum = 0;
        long pendingUwh = 0;
        for (int i = 0; i < energyUwh.length; i++) {
            int step = sells ? energyUwh.length - 1 - i : i;
            open.add(new Slot(market.priceTicks(step), market.depthWh()));
            pendingUwh += energyUwh[step];
            long wantedWh = pendingUwh / UWH_PER_WH;
            pendingUwh -= wantedWh * UWH_PER_WH;
            sum += take(open, wantedWh, otherwiseTicks, sells);
        }
        return sum + new Quote(null, otherwiseTicks, pendingUwh).notional() / UWH_PER_WH;
    }

    private long take(PriorityQueue<Slot> open, long wantedWh, long otherwiseTicks, boolean sells) {
        long sum = 0;
        long leftWh = wantedWh;
        while (leftWh > 0 && !open.isEmpty()) {
            Slot slot = open.peek();
            long takenWh = Math.min(leftWh, slot.leftWh);
            long traded = amount(slot.priceTicks, takenWh, sells);
            long otherwise = new Quote(null, otherwiseTicks, takenWh).notional();
            if (sells ? traded <= otherwise : traded >= otherwise) break;
            sum += traded;
            slot.leftWh -= takenWh;
            if (slot.leftWh == 0) open.remove();
            leftWh -= takenWh;
        }
        return sum + new Quote(null, otherwiseTicks, leftWh).notional();
    }

    private long amount(long priceTicks, long wh, boolean sells) {
        Quote quote = new Quote(null, priceTicks, wh);
        long fee = quote.cost(feeBps) - quote.notional();
        return sells ? quote.notional() - fee : quote.notional() + fee;
    }
}
