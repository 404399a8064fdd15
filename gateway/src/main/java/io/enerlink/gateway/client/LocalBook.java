package io.enerlink.gateway.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.enerlink.gateway.protocol.Decimals;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.zip.CRC32;

/** A book kept from its snapshot and the updates after it. On the client's thread only. */
final class LocalBook {
    private static final int CHECKSUM_DEPTH = 10;

    private final String symbol;
    private final TreeMap<Long, Long> bids = new TreeMap<>(Comparator.reverseOrder());
    private final TreeMap<Long, Long> asks = new TreeMap<>();
    private long seq = -1;

    LocalBook(String symbol) {
        this.symbol = symbol;
    }

    /** Takes a push. @return false when updates are missing or the checksum differs: subscribe again */
    boolean apply(JsonNode push) {
        boolean snapshot = push.path("type").asText().equals("snapshot");
        if (snapshot) {
            bids.clear();
            asks.clear();
        } else if (push.path("prevSeq").asLong() != seq) {
            seq = -1;
            return false;
        }
        levels(bids, push.path("bids"));
        levels(asks, push.path("asks"));
        boolean same = !push.has("checksum") || push.path("checksum").asLong() == checksum();
        seq = same ? push.path("seq").asLong() : -1;
        return same;
    }

    private long checksum() {
        CRC32 crc = new CRC32();
        crc.update(best(bids));
        crc.update(';');
        crc.update(best(asks));
        return crc.getValue();
    }

    private static byte[] best(TreeMap<Long, Long> side) {
        StringBuilder text = new StringBuilder();
        side.entrySet().stream().limit(CHECKSUM_DEPTH).forEach(level -> text.append(Codec.price(level.getKey()))
                .append(':').append(Codec.quantity(level.getValue())).append(','));
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    Book view(long timestampMs) {
        return new Book(symbol, seq, list(bids), list(asks), timestampMs);
    }

    private static void levels(TreeMap<Long, Long> side, JsonNode levels) {
        for (JsonNode level : levels) {
            long priceTicks = Codec.decimal("price", level.path(0).asText(), Decimals.PRICE);
            long quantityWh = Codec.decimal("quantity", level.path(1).asText(), Decimals.QUANTITY);
            if (quantityWh == 0) side.remove(priceTicks);
            else
                side.put(priceTicks, quantityWh);
        }
    }

    private static List<Book.Level> list(TreeMap<Long, Long> side) {
        List<Book.Level> levels = new ArrayList<>(side.size());
        side.forEach((priceTicks, quantityWh) -> levels.add(new Book.Level(priceTicks, quantityWh)));
        return List.copyOf(levels);
    }
}
