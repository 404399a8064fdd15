package io.enerlink.gateway.bot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.enerlink.engine.book.Side;
import io.enerlink.gateway.bot.ProsumerBot.Home;
import io.enerlink.gateway.client.Balances;
import io.enerlink.gateway.client.Balances.Holding;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** A home sells what it has too much of and buys what it lacks, between its floor and its tariff. */
class ProsumerBotTest {
    private static final Home HOME = new Home(144_470, 72_235, 500, 200, 8, 2, 7);

    private final ProsumerBot bot = new ProsumerBot(HOME);

    @Test
    void aSurplusIsOfferedInSlicesAndNotMoreThanIt() {
        List<Quote> quotes = bot.quotes(holding(800, 0, 0));

        assertEquals(List.of(200L, 100L), quotes.stream().map(Quote::quantityWh).toList());
        assertTrue(quotes.stream().allMatch(quote -> quote.side() == Side.ASK));
    }

    @Test
    void theReserveIsKeptAndNothingIsWantedAtIt() {
        assertEquals(List.of(), bot.quotes(holding(500, 0, 0)));
    }

    @Test
    void aShortageIsBought() {
        List<Quote> quotes = bot.quotes(holding(450, 0, 0));

        assertEquals(1, quotes.size());
        assertEquals(Side.BID, quotes.get(0).side());
        assertEquals(50, quotes.get(0).quantityWh());
    }

    @Test
    void aDebtIsBoughtForOnTopOfTheReserveAndNothingIsSoldMeanwhile() {
        assertEquals(List.of(30L), bot.quotes(holding(500, 30, 0)).stream().map(Quote::quantityWh).toList());
        assertEquals(List.of(), bot.quotes(holding(2_000, 30, 0)));
    }

    @Test
    void theAskWalksDownToTheFloorAndBackUpWithFills() {
        List<Long> down = java.util.stream.LongStream.range(0, 9).mapToObj(round -> best(holding(900, 0, 0))).toList();
        assertTrue(down.get(0) > down.get(4) && down.get(4) > down.get(8));
        assertTrue(Math.abs(down.get(8) - 72_235) <= (144_470 - 72_235) / 16 + 1);

        long before = best(holding(900, 0, 0));
        List<Long> up = java.util.stream.LongStream.range(0, 8).mapToObj(round -> best(holding(900, 0, 5))).toList();
        assertTrue(up.get(7) > before);
    }

    @Test
    void theBidWalksUpAndATurnStartsAtTheOpeningPriceAgain() {
        long first = best(holding(0, 0, 0));
        for (int round = 0; round < 8; round++) bot.quotes(holding(0, 0, 0));
        assertTrue(best(holding(0, 0, 0)) > first);

        assertTrue(best(holding(900, 0, 0)) > 130_000, "sells from the top");
        assertTrue(best(holding(0, 0, 0)) < 90_000, "buys from the bottom");
    }

    @Test
    void theSameSeedDecidesTheSame() {
        ProsumerBot twin = new ProsumerBot(HOME);
        for (int round = 0; round < 20; round++) {
            Situation same = holding(round * 100, 0, round % 3);
            assertEquals(bot.quotes(same), twin.quotes(same));
        }
    }

    @Property
    void noPriceIsOutsideFloorAndTariffAndNoMoreIsWantedThanNeeded(
            @ForAll @Size(max = 40) List<@LongRange(min = 0, max = 3_000) Long> holdings, @ForAll long seed) {
        ProsumerBot home = new ProsumerBot(new Home(144_470, 72_235, 500, 200, 5, 3, seed));
        for (long etkWh : holdings) {
            List<Quote> quotes = home.quotes(holding(etkWh, 0, etkWh % 2));
            assertTrue(quotes.stream().mapToLong(Quote::quantityWh).sum() <= Math.abs(etkWh - 500));
            for (Quote quote : quotes) assertTrue(quote.priceTicks() >= 72_235 && quote.priceTicks() <= 144_470);
        }
    }

    @Test
    void aHomeThatCannotTradeIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Home(100, 100, 0, 1, 1, 1, 0));
        assertThrows(IllegalArgumentException.class, () -> new Home(100, 50, 0, 0, 1, 1, 0));
        assertThrows(IllegalArgumentException.class, () -> new Home(100, 50, 0, 1, 0, 1, 0));
    }

    private long best(Situation situation) {
        return bot.quotes(situation).get(0).priceTicks();
    }

    private static Situation holding(long etkWh, long debtWh, long filledWh) {
        return new Situation(new Balances(new Holding(etkWh * 1_000_000, 0, 0), new Holding(0, 0, 0),
                debtWh * 1_000_000, 0), List.of(), filledWh, 0);
    }
}
