package io.enerlink.gateway.bot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.enerlink.engine.book.Side;
import io.enerlink.gateway.bot.MarketMaker.Style;
import io.enerlink.gateway.client.Balances;
import io.enerlink.gateway.client.Balances.Holding;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** The maker quotes around its reference, leans against what it holds, and follows the market slowly. */
class MarketMakerTest {
    private static final Style STYLE = new Style(108_000, 1_500, 1_000, 2, 50, 1_000, 8_000);
    private static final Limits LIMITS = new Limits(70_000, 170_000, 1, 10_000, 1L << 50, 8, 0);

    private final MarketMaker maker = new MarketMaker(STYLE);

    @Test
    void atItsTargetItQuotesAroundTheReference() {
        assertEquals(List.of(new Quote(Side.BID, 106_500, 50), new Quote(Side.ASK, 109_500, 50),
                new Quote(Side.BID, 105_500, 50), new Quote(Side.ASK, 110_500, 50)),
                maker.quotes(holding(1_000, 108_000)));
    }

    @Test
    void withoutEtkItOnlyBidsAndWithSomeItAsks() {
        Situation without = holding(0, 0);
        Situation with = holding(60, 0);

        assertTrue(LIMITS.allow(maker.quotes(without), without).stream().allMatch(quote -> quote.side() == Side.BID));
        assertEquals(List.of(50L, 10L), LIMITS.allow(maker.quotes(with), with).stream()
                .filter(quote -> quote.side() == Side.ASK).map(Quote::quantityWh).toList());
    }

    @Test
    void whatItHoldsTooMuchOfGetsCheaperButNotWithoutEnd() {
        assertEquals(106_500 + 8_000, bestBid(0));
        assertEquals(106_500 - 4_000, bestBid(1_500));
        assertEquals(106_500 - 8_000, bestBid(2_000));
        assertEquals(106_500 - 8_000, bestBid(1_000_000));
    }

    @Test
    void theReferenceFollowsTradesSlowly() {
        assertEquals(106_500 + 1_000, maker.quotes(holding(1_000, 124_000)).get(0).priceTicks());
        for (int round = 0; round < 200; round++) maker.quotes(holding(1_000, 124_000));
        assertEquals(124_000 - 1_500, maker.quotes(holding(1_000, 124_000)).get(0).priceTicks(), 16);
    }

    @Property
    void itsOwnQuotesNeverMeet(@ForAll @Size(max = 30) List<@LongRange(min = 0, max = 400_000) Long> trades,
            @ForAll @LongRange(min = 0, max = 5_000) long etkWh) {
        MarketMaker any = new MarketMaker(STYLE);
        for (long tradeTicks : trades) {
            List<Quote> quotes = any.quotes(holding(etkWh, tradeTicks));
            long bestBid = best(quotes, Side.BID, Long.MIN_VALUE);
            long bestAsk = quotes.stream().filter(quote -> quote.side() == Side.ASK).mapToLong(Quote::priceTicks)
                    .min().orElse(Long.MAX_VALUE);
            assertTrue(bestBid < bestAsk);
            assertTrue(quotes.stream().allMatch(quote -> quote.priceTicks() > 0));
        }
    }

    @Test
    void aStyleWithoutASpreadIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Style(1, 0, 1, 1, 1, 1, 0));
        assertThrows(IllegalArgumentException.class, () -> new Style(1, 1, 1, 0, 1, 1, 0));
    }

    private static long bestBid(long etkWh) {
        return best(new MarketMaker(STYLE).quotes(holding(etkWh, 0)), Side.BID, 0);
    }

    private static long best(List<Quote> quotes, Side side, long otherwise) {
        return quotes.stream().filter(quote -> quote.side() == side).mapToLong(Quote::priceTicks).max()
                .orElse(otherwise);
    }

    private static Situation holding(long etkWh, long lastTradeTicks) {
        return new Situation(new Balances(new Holding(etkWh * 1_000_000, 0, 0), new Holding(1L << 50, 0, 0), 0, 0),
                List.of(), 0, lastTradeTicks);
    }
}
