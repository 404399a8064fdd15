package io.enerlink.gateway.session;

/**
 * What can be traded, as the engine has it.
 *
 * @param lotWh        quantities are multiples of it
 * @param tickSize     prices are multiples of it, in priceTicks
 * @param minNotional  in IDRS base units
 * @param bandLowTicks lowest price taken
 * @param bandHighTicks highest price taken, 0: no band
 */
public record Instrument(int id, String symbol, long lotWh, long tickSize, long minNotional, long bandLowTicks,
        long bandHighTicks, int makerFeeBps, int takerFeeBps) {}
