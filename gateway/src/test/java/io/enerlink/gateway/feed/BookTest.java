package io.enerlink.gateway.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.enerlink.engine.book.Side;
import io.enerlink.gateway.session.Subscription;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class BookTest {
    private final Book book = new Book("ETK-IDRS");
    private final FakeOutbound client = new FakeOutbound();

    /** One change of a level; the end of a drain follows it or not. */
    record Change(Side side, long priceTicks, long quantityWh, boolean published, boolean writable, boolean leaves) {}

    @Test
    void tellsWhatADrainChangedAsOneUpdate() {
        book.join(client, Book.WHOLE, () -> {});
        book.set(Side.BID, 100, 5, 1, 10);
        book.set(Side.ASK, 120, 7, 2, 10);
        book.set(Side.BID, 100, 0, 3, 11);
        book.publish();

        assertEquals(2, client.sent().size());
        assertEquals("[[\"1.00\",\"0\"]]", client.last().path("bids").toString());
        assertEquals("[[\"1.20\",\"0.007\"]]", client.last().path("asks").toString());
        assertEquals(3, client.last().path("seq").asLong());
    }

    @Test
    void tellsADepthOnlyWhenItsLevelsChanged() {
        book.set(Side.BID, 100, 5, 1, 10);
        book.publish();
        book.join(client, 1, () -> {});
        book.set(Side.BID, 90, 5, 2, 10);
        book.publish();
        assertEquals(1, client.sent().size());

        book.set(Side.BID, 110, 5, 3, 10);
        book.publish();
        assertEquals("[[\"1.10\",\"0.005\"]]", client.last().path("bids").toString());
        assertEquals("snapshot", client.last().path("type").asText());
    }

    @Test
    void tellsTogetherWhatChangesWhileTheLastUpdateIsLeaving() {
        book.join(client, Book.WHOLE, () -> {});
        client.hold(true);
        for (int i = 1; i <= 4; i++) {
            book.set(Side.BID, 100 + i % 2, i, i, 10);
            book.publish();
        }
        assertEquals(2, client.sent().size());
        client.hold(false);

        assertEquals(3, client.sent().size());
        assertEquals("[[\"1.01\",\"0.003\"],[\"1.00\",\"0.004\"]]", client.last().path("bids").toString());
        assertEquals(1, client.last().path("prevSeq").asLong());
        assertEquals(4, client.last().path("seq").asLong());
    }

    @Test
    void answersBeforeTheSnapshotAndSaysNothingAfterTheEnd() {
        Subscription subscription = book.join(client, Book.WHOLE,
                () -> assertEquals(List.of(), client.sent()));
        subscription.close();
        book.set(Side.BID, 100, 5, 1, 10);
        book.publish();

        assertEquals(1, client.sent().size());
    }

    /** A reader, however slow, that follows the rules has the book itself, and never an update with a hole before it. */
    @Property
    void whoFollowsTheRulesHasTheBook(@ForAll("changes") List<Change> changes) {
        Book book = new Book("ETK-IDRS");
        FakeOutbound reader = new FakeOutbound();
        Subscription subscription = book.join(reader, Book.WHOLE, () -> {});
        SortedMap<Long, Long> bids = new TreeMap<>(Comparator.reverseOrder());
        SortedMap<Long, Long> asks = new TreeMap<>();
        long sequence = 0;
        FakeOutbound later = new FakeOutbound();
        for (Change change : changes) {
            reader.hold(!change.leaves);
            if (sequence == changes.size() / 2) book.join(later, Book.WHOLE, () -> {});
            reader.room(change.writable ? Integer.MAX_VALUE : 0);
            book.set(change.side, change.priceTicks, change.quantityWh, ++sequence, sequence);
            SortedMap<Long, Long> side = change.side == Side.BID ? bids : asks;
            if (change.quantityWh == 0) side.remove(change.priceTicks);
            else
                side.put(change.priceTicks, change.quantityWh);
            if (change.published) book.publish();
            if (change.writable) subscription.resume();
        }
        reader.room(Integer.MAX_VALUE);
        reader.hold(false);
        book.publish();
        subscription.resume();

        for (FakeOutbound each : List.of(reader, later)) {
            Replica replica = new Replica();
            each.sent().forEach(replica::apply);
            assertEquals(texts(bids), replica.bids);
            assertEquals(texts(asks), replica.asks);
        }
        String top = top(bids) + ';' + top(asks);
        CRC32 crc = new CRC32();
        crc.update(top.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        assertEquals(crc.getValue(), reader.last().path("checksum").asLong(), top);
    }

    @Provide
    Arbitrary<List<Change>> changes() {
        Arbitrary<Long> prices = Arbitraries.longs().between(1, 30);
        Arbitrary<Long> quantities = Arbitraries.longs().between(0, 5);
        Arbitrary<Boolean> yesOrNo = Arbitraries.of(true, false);
        return Combinators.combine(Arbitraries.of(Side.values()), prices, quantities, yesOrNo, yesOrNo, yesOrNo)
                .as(Change::new).list().ofMinSize(1).ofMaxSize(60);
    }

    private static Map<String, String> texts(SortedMap<Long, Long> side) {
        return side.entrySet().stream().collect(Collectors.toMap(BookTest::price, BookTest::quantity));
    }

    private static String top(SortedMap<Long, Long> side) {
        return side.entrySet().stream().limit(10).map(level -> price(level) + ':' + quantity(level) + ',')
                .collect(Collectors.joining());
    }

    private static String price(Map.Entry<Long, Long> level) {
        return String.format("%d.%02d", level.getKey() / 100, level.getKey() % 100);
    }

    private static String quantity(Map.Entry<Long, Long> level) {
        return String.format("%d.%03d", level.getValue() / 1_000, level.getValue() % 1_000);
    }

    /** What a client keeps. */
    private static final class Replica {
        private final Map<String, String> bids = new TreeMap<>();
        private final Map<String, String> asks = new TreeMap<>();
        private long seq;

        void apply(JsonNode message) {
            if (message.path("type").asText().equals("snapshot")) {
                bids.clear();
                asks.clear();
            } else {
                assertEquals(seq, message.path("prevSeq").asLong(), "a hole before " + message);
            }
            seq = message.path("seq").asLong();
            apply(bids, message.path("bids"));
            apply(asks, message.path("asks"));
        }

        private static void apply(Map<String, String> side, JsonNode levels) {
            for (JsonNode level : levels) {
                if (level.path(1).asText().equals("0")) side.remove(level.path(0).asText());
                else
                    side.put(level.path(0).asText(), level.path(1).asText());
            }
        }
    }
}
