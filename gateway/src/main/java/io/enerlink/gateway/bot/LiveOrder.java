package io.enerlink.gateway.bot;

import io.enerlink.engine.book.Side;

/** An own order in the book. @param nonce signed into all its versions @param leavesWh of {@code quantityWh} still open */
public record LiveOrder(long orderId, long nonce, Side side, long priceTicks, long quantityWh, long leavesWh) {
    /** What has been filled, which every later version's total includes. */
    public long filledWh() {
        return quantityWh - leavesWh;
    }

    /** What is still open, as a quote. */
    public Quote rest() {
        return new Quote(side, priceTicks, leavesWh);
    }
}
