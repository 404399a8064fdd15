package io.enerlink.settlement.history;

/** A trade in public; units as in their names. @param takerSide 0 bid, 1 ask */
public record PastTrade(long tradeId, long priceTicks, long quantityWh, int takerSide, long atMs) {}
