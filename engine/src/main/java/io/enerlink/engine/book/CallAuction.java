package io.enerlink.engine.book;

import java.util.Arrays;

/**
 * Finds the one price of a call auction: the one at which most can trade, among those the one that leaves least over,
 * and among those the one nearest to the reference price.
 */
public final class CallAuction {
    private final Levels levels;
    private int[] bids = new int[16];
    private int bidCount;
    private long priceTicks;
    private long surplusWh;

    public CallAuction(Levels levels) { this.levels = levels; }

    /**
     * Looks at a book whose sides overlap.
     *
     * @param referenceTicks the last price, or 0: then the middle of the prices that are equally good is taken
     */
    public void price(OrderBook book, long tickSize, long referenceTicks) {
        long bidsWh = collectBids(book);
        int ask = book.ladder(Side.ASK).best();
        long lowTicks = levels.priceTicks(ask);
        long highTicks = levels.priceTicks(book.ladder(Side.BID).best());
        long asksWh = 0;
        long bestVolumeWh = 0;
        long fromTicks = lowTicks;
        long toTicks = lowTicks;
        long turnTicks = Long.MAX_VALUE;
        for (long atTicks = lowTicks; atTicks <= highTicks;) {
            while (bidCount > 0 && levels.priceTicks(bids[bidCount - 1]) < atTicks) {
                bidsWh -= levels.totalWh(bids[--bidCount]);
            }
            while (ask != Levels.NONE && levels.priceTicks(ask) <= atTicks) {
                asksWh += levels.totalWh(ask);
                ask = book.ladder(Side.ASK).next(ask);
            }
            long untilTicks = untilTicks(ask, tickSize);
            long volumeWh = Math.min(bidsWh, asksWh);
            long overWh = Math.abs(bidsWh - asksWh);
            if (volumeWh > bestVolumeWh || volumeWh == bestVolumeWh && overWh < Math.abs(surplusWh)) {
                bestVolumeWh = volumeWh;
                surplusWh = bidsWh - asksWh;
                fromTicks = atTicks;
                toTicks = untilTicks;
                turnTicks = Long.MAX_VALUE;
            } else if (volumeWh == bestVolumeWh && overWh == Math.abs(surplusWh)) {
                toTicks = untilTicks;
                turnTicks = atTicks;
            }
            atTicks = untilTicks + tickSize;
        }
        priceTicks = referenceTicks == 0 ? fromTicks + (toTicks - fromTicks) / tickSize / 2 * tickSize
                : Math.clamp(referenceTicks, fromTicks, toTicks);
        // The same volume with as much left over is had twice only where bids are left over below and asks above.
        if (priceTicks >= turnTicks) surplusWh = -surplusWh;
    }

    public long priceTicks() { return priceTicks; }

    /** What is left over at that price: above 0 of the bids, below of the asks. */
    public long surplusWh() {
        return surplusWh;
    }

    private long collectBids(OrderBook book) {
        long lowTicks = levels.priceTicks(book.ladder(Side.ASK).best());
        Ladder ladder = book.ladder(Side.BID);
        long bidsWh = 0;
        bidCount = 0;
        for (int level = ladder.best(); level != Levels.NONE; level = ladder.next(level)) {
            if (levels.priceTicks(level) < lowTicks) break;
            if (bidCount == bids.length) bids = Arrays.copyOf(bids, bidCount * 2);
            bids[bidCount++] = level;
            bidsWh += levels.totalWh(level);
        }
        return bidsWh;
    }

    /** The last price at which volume and surplus are what they are at the current one. */
    private long untilTicks(int nextAsk, long tickSize) {
        long untilTicks = levels.priceTicks(bids[bidCount - 1]);
        return nextAsk == Levels.NONE ? untilTicks : Math.min(untilTicks, levels.priceTicks(nextAsk) - tickSize);
    }
}
