package io.enerlink.gateway.client;

import io.enerlink.engine.book.OrderType;
import io.enerlink.engine.book.SelfTrade;
import io.enerlink.engine.book.Side;
import io.enerlink.engine.book.TimeInForce;

/**
 * An order before it is numbered and signed.
 *
 * @param priceTicks limit, or a market order's worst price
 * @param maxQuote bids: most IDRS base units to spend without fee, 0 none
 * @param displayWh shown at a time, 0 all
 * @param maxFeeBps most fee, signed
 * @param expiryMs last moment it may fill, signed
 */
public record OrderRequest(String symbol, Side side, OrderType type, long priceTicks, long quantityWh,
        TimeInForce timeInForce, boolean postOnly, SelfTrade selfTrade, long maxQuote, long displayWh, int maxFeeBps,
        long expiryMs) {
    /** A limit order that stays until {@code expiryMs}, cancels itself rather than trade with its own account. */
    public static OrderRequest limit(String symbol, Side side, long priceTicks, long quantityWh, int maxFeeBps,
            long expiryMs) {
        return new OrderRequest(symbol, side, OrderType.LIMIT, priceTicks, quantityWh, TimeInForce.GTC, false,
                SelfTrade.CANCEL_NEWEST, 0, 0, maxFeeBps, expiryMs);
    }

    /** The same order with another price and total. */
    public OrderRequest at(long newPriceTicks, long newQuantityWh) {
        return new OrderRequest(symbol, side, type, newPriceTicks, newQuantityWh, timeInForce, postOnly, selfTrade,
                maxQuote, displayWh, maxFeeBps, expiryMs);
    }

    /** The same order that is refused or cancelled where it would trade at once. */
    public OrderRequest asPostOnly() {
        return new OrderRequest(symbol, side, type, priceTicks, quantityWh, timeInForce, true, selfTrade, maxQuote,
                displayWh, maxFeeBps, expiryMs);
    }

    /** The same order with another time in force. */
    public OrderRequest with(TimeInForce newTimeInForce) {
        return new OrderRequest(symbol, side, type, priceTicks, quantityWh, newTimeInForce, postOnly, selfTrade,
                maxQuote, displayWh, maxFeeBps, expiryMs);
    }
}
