package io.enerlink.gateway.settings;

import io.enerlink.engine.book.Ladder;
import io.enerlink.engine.ledger.Money;
import io.enerlink.gateway.protocol.Decimals;
import io.enerlink.gateway.protocol.Errors;
import io.enerlink.gateway.protocol.ProtocolException;
import java.util.regex.Pattern;

/**
 * What trades, and by which rules. Symbol, lot and tick never change; fees and band take effect with the next start.
 *
 * @param lotWh        quantities are multiples of it
 * @param tick         prices are multiples of it, in IDRS per kWh
 * @param minNotional  the least that an order may be worth, in IDRS
 * @param maxOpenOrders of one account
 * @param bandLow      the lowest price that is taken, in IDRS per kWh; null: any
 * @param bandHigh     the highest; null: any
 */
public record InstrumentRules(String symbol, @Range(min = 1, max = 1_000_000) int lotWh, String tick,
        String minNotional,
        @Range(min = 1, max = 100_000) int maxOpenOrders, @Range(min = 0, max = Money.MAX_FEE_BPS) int makerFeeBps,
        @Range(min = 0, max = Money.MAX_FEE_BPS) int takerFeeBps, String bandLow, String bandHigh) {

    private static final Pattern SYMBOL = Pattern.compile("[A-Z0-9][A-Z0-9-]{0,15}");

    /** @throws SettingsException naming the setting that is wrong */
    public InstrumentRules {
        if (symbol == null || !SYMBOL.matcher(symbol).matches()) {
            throw new SettingsException("instruments: a symbol is up to 16 of A-Z, 0-9 and -, not " + symbol);
        }
        positive(symbol, "tick", tick, Decimals.PRICE);
        positive(symbol, "min-notional", minNotional, Decimals.IDRS);
        if (bandLow != null) positive(symbol, "band-low", bandLow, Decimals.PRICE);
        if (bandHigh != null && positive(symbol, "band-high", bandHigh, Decimals.PRICE) < ticks(bandLow)) {
            throw new SettingsException("instruments: " + symbol + " has a band-high below its band-low");
        }
    }

    public long tickSize() {
        return ticks(tick);
    }

    /** In base units. */
    public long minNotionalIdrs() {
        return Decimals.parse("min-notional", minNotional, Decimals.IDRS, Errors.BAD_DECIMAL);
    }

    /** 0: none. */
    public long bandLowTicks() {
        return ticks(bandLow);
    }

    /** 0: none. */
    public long bandHighTicks() {
        return ticks(bandHigh);
    }

    private static long ticks(String price) {
        return price == null ? 0 : Decimals.parse("price", price, Decimals.PRICE, Errors.BAD_DECIMAL);
    }

    private static long positive(String symbol, String name, String text, int decimals) {
        try {
            long value = text == null ? 0 : Decimals.parse(name, text, decimals, Errors.BAD_DECIMAL);
            if (value > 0 && (decimals != Decimals.PRICE || value < Ladder.MAX_PRICE_TICKS)) return value;
        } catch (ProtocolException wrong) {
            throw new SettingsException("instruments: " + symbol + ": " + wrong.getMessage());
        }
        throw new SettingsException(
                "instruments: " + symbol + ": " + name + " must be an amount such as \"0.01\", not " + text);
    }
}
