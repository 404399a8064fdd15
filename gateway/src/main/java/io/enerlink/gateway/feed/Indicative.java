package io.enerlink.gateway.feed;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;

/**
 * What a call auction would do if it ended now, from what the book shows of it: the rule of the engine's
 * {@code CallAuction}, without what icebergs hide.
 *
 * @param surplusWh above 0: bids would be left over, below: asks
 */
record Indicative(long priceTicks, long quantityWh, long surplusWh) {

    private static final long NOBODY_TICKS = Long.MAX_VALUE;

    /**
     * @param bids           best, that is highest, first
     * @param referenceTicks the last price, 0 without one
     * @return null where the sides do not overlap
     */
    static Indicative of(NavigableMap<Long, Long> bids, NavigableMap<Long, Long> asks, long tickSize,
            long referenceTicks) {
        if (bids.isEmpty() || asks.isEmpty() || asks.firstKey() > bids.firstKey()) return null;
        return new Search(bids, asks, tickSize).run(referenceTicks);
    }

    /** Goes up from the lowest ask to the highest bid. */
    private static final class Search {
        private final List<Map.Entry<Long, Long>> bids;
        private final Iterator<Map.Entry<Long, Long>> asks;
        private final long tickSize;
        private final long highTicks;
        private Map.Entry<Long, Long> ask;
        private int bid;
        private long bidsWh;
        private long asksWh;
        private long volumeWh;
        private long surplusWh;
        private long fromTicks;
        private long toTicks;
        private long turnTicks = NOBODY_TICKS;

        Search(NavigableMap<Long, Long> bids, NavigableMap<Long, Long> asks, long tickSize) {
            this.bids = new ArrayList<>(bids.headMap(asks.firstKey(), true).descendingMap().entrySet());
            this.asks = asks.entrySet().iterator();
            this.tickSize = tickSize;
            highTicks = bids.firstKey();
            ask = this.asks.next();
            for (Map.Entry<Long, Long> level : this.bids) bidsWh += level.getValue();
        }

        Indicative run(long referenceTicks) {
            long atTicks = ask.getKey();
            while (atTicks <= highTicks) {
                while (bids.get(bid).getKey() < atTicks) bidsWh -= bids.get(bid++).getValue();
                while (ask != null && ask.getKey() <= atTicks) {
                    asksWh += ask.getValue();
                    ask = asks.hasNext() ? asks.next() : null;
                }
                long lowestBidTicks = bids.get(bid).getKey();
                long untilTicks = ask == null ? lowestBidTicks : Math.min(lowestBidTicks, ask.getKey() - tickSize);
                weigh(atTicks, untilTicks);
                atTicks = untilTicks + tickSize;
            }
            return result(referenceTicks);
        }

        private void weigh(long atTicks, long untilTicks) {
            long hereWh = Math.min(bidsWh, asksWh);
            long overWh = Math.abs(bidsWh - asksWh);
            if (hereWh > volumeWh || hereWh == volumeWh && overWh < Math.abs(surplusWh)) {
                volumeWh = hereWh;
                surplusWh = bidsWh - asksWh;
                fromTicks = atTicks;
                toTicks = untilTicks;
                turnTicks = NOBODY_TICKS;
            } else if (hereWh == volumeWh && overWh == Math.abs(surplusWh)) {
                toTicks = untilTicks;
                turnTicks = atTicks;
            }
        }

        private Indicative result(long referenceTicks) {
            long priceTicks = referenceTicks == 0 ? fromTicks + (toTicks - fromTicks) / tickSize / 2 * tickSize
                    : Math.clamp(referenceTicks, fromTicks, toTicks);
            return new Indicative(priceTicks, volumeWh, priceTicks >= turnTicks ? -surplusWh : surplusWh);
        }
    }
}
