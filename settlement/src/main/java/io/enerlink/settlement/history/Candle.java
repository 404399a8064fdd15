package io.enerlink.settlement.history;

/** The trades of one span of time; {@code openMs} is its beginning, ms since 1970. */
public record Candle(long openMs, long openTicks, long highTicks, long lowTicks, long closeTicks, long volumeWh,
        long trades) {
    /** Of a first trade. */
    public static Candle of(long openMs, long priceTicks, long quantityWh) {
        return new Candle(openMs, priceTicks, priceTicks, priceTicks, priceTicks, quantityWh, 1);
    }

    /** After one more trade. */
    public Candle with(long priceTicks, long quantityWh) {
        return new Candle(openMs, openTicks, Math.max(highTicks, priceTicks), Math.min(lowTicks, priceTicks),
                priceTicks, volumeWh + quantityWh, trades + 1);
    }

    /** This and what came after it as one. */
    public Candle and(Candle later) {
        return new Candle(openMs, openTicks, Math.max(highTicks, later.highTicks), Math.min(lowTicks, later.lowTicks),
                later.closeTicks, volumeWh + later.volumeWh, trades + later.trades);
    }
}
