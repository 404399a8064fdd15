package io.enerlink.gateway.feed;

import java.util.Comparator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.zip.CRC32;

import io.enerlink.gateway.protocol.Decimals;
import io.enerlink.gateway.protocol.JsonWriter;
import org.agrona.collections.Long2LongHashMap;

/** One side of a book, best price first, what has changed since the public was told, and what a command is changing. */
final class Ladder {
    /** No quantity of a level. */
    private static final long NONE = -1;

    private final NavigableMap<Long, Long> levels;
    private final NavigableMap<Long, Long> untold;
    private final Long2LongHashMap changing = new Long2LongHashMap(NONE);

    Ladder(Comparator<Long> bestFirst) {
        levels = new TreeMap<>(bestFirst);
        untold = new TreeMap<>(bestFirst);
    }

    /** Notes a change; it counts once {@link #applyChanges} is called. */
    void set(long priceTicks, long quantityWh) {
        changing.put(priceTicks, quantityWh);
    }

    void applyChanges() {
        changing.forEachLong(this::apply);
        changing.clear();
    }

    private void apply(long priceTicks, long quantityWh) {
        Long price = priceTicks;
        Long quantity = quantityWh;
        untold.put(price, quantity);
        if (quantityWh == 0) {
            levels.remove(price);
        } else {
            levels.put(price, quantity);
        }
    }

    /** Best first; only to be read, under the book's lock. */
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
        for (Map.Entry<Long, Long> level : untold.entrySet()) {
            json.pair(price(level), level.getValue() == 0 ? "0" : quantity(level));
        }
    }

    /** The public has been told. */
    void told() {
        untold.clear();
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
