package io.enerlink.engine.book;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** A ladder as its book uses it: levels come with their first order and are forgotten after the last has gone. */
class LadderTest {
    private static final long HIGHEST = Ladder.MAX_PRICE_TICKS - 1;

    private final Orders orders = new Orders(1 << 20);
    private final Levels levels = new Levels();
    private final OrderBook book = new OrderBook(1, orders, levels);

    private int rest(Side side, long priceTicks) {
        int order = orders.add(0, 1);
        book.rest(order, side, priceTicks, 10, 10);
        return order;
    }

    private void remove(int order) {
        book.remove(order);
        orders.remove(order);
    }

    /** The end of a command. */
    private void tell() {
        for (int i = 0; i < levels.touchedCount(); i++) {
            int level = levels.touched(i);
            levels.tell(level);
            if (levels.count(level) == 0) book.drop(level);
        }
        levels.clearTouched();
    }

    private List<Long> prices(Side side) {
        List<Long> prices = new ArrayList<>();
        Ladder ladder = book.ladder(side);
        for (int level = ladder.best(); level != Levels.NONE; level = ladder.next(level)) {
            prices.add(levels.priceTicks(level));
        }
        return prices;
    }

    @Test
    void goesFromTheLowestPriceToTheHighestAndBack() {
        for (Side side : Side.values()) {
            for (long priceTicks : new long[]{256, HIGHEST, 1, 255, 257, 65_536, HIGHEST - 1}) rest(side, priceTicks);
        }
        List<Long> rising = List.of(1L, 255L, 256L, 257L, 65_536L, HIGHEST - 1, HIGHEST);
        assertEquals(rising, prices(Side.ASK));
        List<Long> falling = new ArrayList<>(rising);
        Collections.reverse(falling);
        assertEquals(falling, prices(Side.BID));
    }

    @Test
    void keepsALevelThatFillsAgainBeforeItsEndWasTold() {
        int first = rest(Side.BID, 100);
        tell();
        remove(first);
        rest(Side.BID, 100);
        rest(Side.BID, 99);
        tell();
        assertEquals(List.of(100L, 99L), prices(Side.BID));
        assertEquals(1, levels.count(book.ladder(Side.BID).find(100)));
    }

    @Test
    void findsNoLevelWhereNoOrderRests() {
        remove(rest(Side.ASK, 100));
        assertEquals(Levels.NONE, book.ladder(Side.ASK).find(100));
        tell();
        assertEquals(Levels.NONE, book.ladder(Side.ASK).find(100));
        assertEquals(Levels.NONE, book.ladder(Side.ASK).find(HIGHEST));
        assertEquals(Levels.NONE, book.ladder(Side.ASK).best());
    }

    /** @param bits how far prices lie apart, as a power of two */
    @Property(tries = 300)
    void isASortedMapOfPrices(@ForAll long seed, @ForAll @IntRange(min = 2, max = 27) int bits) {
        new LadderTest().compare(seed, bits);
    }

    private void compare(long seed, int bits) {
        SplittableRandom random = new SplittableRandom(seed);
        Map<Side, TreeMap<Long, Integer>> expected = Map.of(Side.BID, new TreeMap<>(Collections.reverseOrder()),
                Side.ASK, new TreeMap<>());
        List<Integer> resting = new ArrayList<>();
        Map<Integer, Long> priceOf = new HashMap<>();
        Map<Integer, Side> sideOf = new HashMap<>();
        for (int i = 0; i < 300; i++) {
            if (resting.isEmpty() || random.nextInt(100) < 52) {
                Side side = Side.of(random.nextInt(2));
                long priceTicks = 1 + random.nextLong((1L << bits) - 1);
                int order = rest(side, priceTicks);
                resting.add(order);
                priceOf.put(order, priceTicks);
                sideOf.put(order, side);
                expected.get(side).merge(priceTicks, 1, Integer::sum);
            } else {
                int order = resting.remove(random.nextInt(resting.size()));
                remove(order);
                expected.get(sideOf.get(order)).computeIfPresent(priceOf.get(order),
                        (price, count) -> count == 1 ? null : count - 1);
            }
            if (random.nextInt(3) == 0) tell();
            if (i % 10 != 0) continue;
            for (Side side : Side.values()) {
                assertEquals(List.copyOf(expected.get(side).keySet()), prices(side));
            }
        }
        for (int order : resting) remove(order);
        tell();
        assertEquals(List.of(), prices(Side.BID));
        assertEquals(List.of(), prices(Side.ASK));
    }
}
