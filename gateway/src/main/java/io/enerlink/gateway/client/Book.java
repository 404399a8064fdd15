package io.enerlink.gateway.client;

import java.util.List;

/** A book at one moment, best levels first. */
public record Book(String symbol, long seq, List<Level> bids, List<Level> asks, long timestampMs) {
    /** All that rests at one price. */
    public record Level(long priceTicks, long quantityWh) {}

    /** Highest bid, 0 when there is none. */
    public long bestBidTicks() {
        return bids.isEmpty() ? 0 : bids.get(0).priceTicks();
    }

    /** Lowest ask, 0 when there is none. */
    public long bestAskTicks() {
        return asks.isEmpty() ? 0 : asks.get(0).priceTicks();
    }
}
