package io.enerlink.gateway.feed;

import io.enerlink.gateway.protocol.Decimals;
import io.enerlink.gateway.protocol.JsonWriter;

/** The trades of one span of time, {@code openMs} its beginning. */
record Candle(long openMs, long openTicks, long highTicks, long lowTicks, long closeTicks, long volumeWh, long trades) {
    static Candle of(long openMs, long priceTicks, long quantityWh) {
        return new Candle(openMs, priceTicks, priceTicks, priceTicks, priceTicks, quantityWh, 1);
    }

    Candle with(long priceTicks, long quantityWh) {
        return new Candle(openMs, openTicks, Math.max(highTicks, priceTicks), Math.min(lowTicks, priceTicks),
                priceTicks, volumeWh + quantityWh, trades + 1);
    }

    /** This and what came after it as one. */
    Candle and(Candle later) {
        return new Candle(openMs, openTicks, Math.max(highTicks, later.highTicks), Math.min(lowTicks, later.lowTicks),
                later.closeTicks, volumeWh + later.volumeWh, trades + later.trades);
    }

    JsonWriter write(JsonWriter json) {
        return json.field("openTs", openMs).decimal("open", openTicks, Decimals.PRICE)
                .decimal("high", highTicks, Decimals.PRICE).decimal("low", lowTicks, Decimals.PRICE)
                .decimal("close", closeTicks, Decimals.PRICE).decimal("volume", volumeWh, Decimals.QUANTITY)
                .field("trades", trades);
    }
}
