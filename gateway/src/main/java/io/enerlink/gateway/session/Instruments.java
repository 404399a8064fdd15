package io.enerlink.gateway.session;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

import io.enerlink.gateway.protocol.Errors;

/** The instruments the engine has announced, bounded by the engine's own limit. Thread-safe. */
public final class Instruments {
    private final Map<Integer, Instrument> byId = new ConcurrentSkipListMap<>();
    private final Map<String, Instrument> bySymbol = new ConcurrentHashMap<>();

    public void add(Instrument instrument) {
        byId.put(instrument.id(), instrument);
        bySymbol.put(instrument.symbol(), instrument);
    }

    public Collection<Instrument> all() { return byId.values(); }

    /** @throws IllegalStateException for one that the engine never announced */
    public Instrument byId(int id) {
        Instrument instrument = byId.get(id);
        if (instrument == null) throw new IllegalStateException("instrument " + id + " was never announced");
        return instrument;
    }

    /** @throws io.enerlink.gateway.protocol.ProtocolException UNKNOWN_SYMBOL */
    public Instrument bySymbol(String symbol) {
        Instrument instrument = bySymbol.get(symbol);
        if (instrument == null) throw Errors.UNKNOWN_SYMBOL.because("there is no symbol \"" + symbol + "\"");
        return instrument;
    }
}
