package io.enerlink.settlement.metering;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Meters' states as they are stored, and what those texts mean. What was written last is what is read next, so it is not
 * taken apart again; a text that is not known, as somebody else wrote it, is.
 */
final class StateTexts {
    /** Each meter has one. */
    static final int MAX_KNOWN = 16_384;

    private final Map<String, MeterState> known = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, MeterState> eldest) {
            return size() > MAX_KNOWN;
        }
    };

    synchronized MeterState read(String text) {
        MeterState state = known.remove(text); // the next one takes its place
        return state == null ? MeterTable.state(text) : state;
    }

    synchronized String write(MeterState state) {
        String text = MeterTable.json(state);
        known.put(text, state);
        return text;
    }

    synchronized int size() { return known.size(); }
}
