package io.enerlink.gateway.bot;

/** One step from the orders there are to those that are wanted. */
public sealed interface Action {
    /** A new order. */
    record Place(Quote quote) implements Action {}

    /** A new version of an order; the quote's quantity is what shall be open then. */
    record Replace(LiveOrder order, Quote quote) implements Action {
        /** The order's new total, fills so far included. */
        public long totalWh() {
            return Math.addExact(order.filledWh(), quote.quantityWh());
        }
    }

    /** An end to an order. */
    record Cancel(LiveOrder order) implements Action {}
}
