package io.enerlink.gateway.client;

import io.enerlink.engine.book.Side;

/** A trade on the tape. @param takerSide side of the order that came second, null where it is not told */
public record Trade(String symbol, long tradeId, long priceTicks, long quantityWh, Side takerSide, long timestampMs) {}
