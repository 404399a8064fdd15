package io.enerlink.gateway.session;

import io.enerlink.engine.book.Side;

/**
 * What an order's next version keeps where it does not say otherwise.
 *
 * @param maxQuote IDRS base units, 0 none
 * @param displayWh shown at a time, 0 all
 */
public record Version(int accountId, long clientOrderId, Instrument instrument, Side side, long maxQuote,
        int maxFeeBps, int epoch, long displayWh) {}
