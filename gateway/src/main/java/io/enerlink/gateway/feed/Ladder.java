package io.enerlink.gateway.feed;

import java.util.Comparator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.zip.CRC32;

import io.enerlink.gateway.protocol.Decimals;
import io.enerlink.gateway.protocol.JsonWriter;

/** One side of a book as the public was last told of it, best price first, and what has changed since. */
final class Ladder {
    private final NavigableMap<Long, Long> levels;
    private final NavigableMap<Long, Long> changed;

    Ladder(Comparator<Long> bestFirst) {
        levels = new TreeMap<>(bestFirst);
        changed = new TreeMap<>(bestFirst);
    }

    /** Notes a change; it counts once {@link #applyChanges} is called. */
    void set(long priceTicks, long quantityWh) {
        changed.put(priceTicks, quantityWh);
    }

    void applyChanges() {
        changed.forEach((priceTicks, quantityWh) -> {
            if (quantityWh == 0) {
                levels.remove(priceTicks);
            } else {
                levels.put(priceTicks, quantityWh);
            }
        });
    }

    /** As the public was last told, best first; only to be read, under the book's lock. */
    NavigableMap<Long, Long> levels() {
        return levels;
    }

    void writeLevels(JsonWriter json, int depth) {
        int left = depth;
        for (Map.Entry<Long, Long> level : levels.entrySet()) {
            if (left-- == 0) return;
            json.pair(price(level), quantity(level));
        }
    }

    void writeChanges(JsonWriter json) {
        for (Map.Entry<Long, Long> level : changed.entrySet()) {
            json.pair(price(level), level.getValue() == 0 ? "0" : quantity(level));
        }
    }

    void forgetChanges() {
        changed.clear();
    }

    void checksum(CRC32 crc, int depth) {
        int left = depth;
        for (Map.Entry<Long, Long> level : levels.entrySet()) {
            if (left-- == 0) return;
            add(crc, price(level));
            crc.update(':');
            add(crc, quantity(level));
            crc.update(',');
        }
    }

    private static void add(CRC32 crc, String ascii) {
        for (int i = 0; i < ascii.length(); i++) crc.update(ascii.charAt(i));
    }

    private static String price(Map.Entry<Long, Long> level) {
        return Decimals.format(level.getKey(), Decimals.PRICE);
    }

    private static String quantity(Map.Entry<Long, Long> level) {
        return Decimals.format(level.getValue(), Decimals.QUANTITY);
    }
}
