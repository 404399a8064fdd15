package io.enerlink.gateway.bot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.enerlink.engine.book.Side;
import io.enerlink.gateway.client.Balances;
import io.enerlink.gateway.client.Balances.Holding;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Whatever a strategy wants, a bot offers no more than it holds and stays inside its limits. */
class LimitsTest {
    private static final Limits LIMITS = new Limits(70_000, 150_000, 10, 5_000, 5_000_000_000L, 4, 25);

    @Property
    void nothingPassesALimitOrWhatIsHeld(@ForAll @Size(max = 12) List<@net.jqwik.api.From("quotes") Quote> wanted,
            @ForAll @LongRange(min = 0, max = 20_000_000_000L) long etk,
            @ForAll @LongRange(min = 0, max = 20_000_000_000L) long idrs,
            @ForAll @LongRange(min = 0, max = 2) long debt, @ForAll @IntRange(max = 2) int liveAsks) {
        Situation situation = situation(etk, idrs, debt, liveAsks);

        List<Quote> allowed = LIMITS.allow(wanted, situation);

        List<Quote> asks = allowed.stream().filter(quote -> quote.side() == Side.ASK).toList();
        List<Quote> bids = allowed.stream().filter(quote -> quote.side() == Side.BID).toList();
        long askedWh = asks.stream().mapToLong(Quote::quantityWh).sum();
        long cost = bids.stream().mapToLong(quote -> quote.cost(25)).sum();
        assertTrue(allowed.size() <= 4);
        assertTrue(askedWh <= 5_000 && askedWh <= etk / 1_000_000 + 100L * liveAsks);
        assertTrue(bids.stream().mapToLong(Quote::quantityWh).sum() <= 5_000);
        assertTrue(cost <= idrs && cost <= 5_000_000_000L);
        assertTrue(debt == 0 || asks.isEmpty());
        for (Quote quote : allowed) {
            assertTrue(quote.quantityWh() >= 10);
            assertTrue(quote.priceTicks() >= 70_000 && quote.priceTicks() <= 150_000);
        }
    }

    @Property
    void whatABidMayCostIsUsedUpToTheLastWattHour(@ForAll @LongRange(min = 1, max = 1L << 27) long priceTicks,
            @ForAll @LongRange(min = 0, max = 1L << 62) long amount, @ForAll @IntRange(max = 10_000) int feeBps) {
        Quote fitted = new Quote(Side.BID, priceTicks, 1L << 32).within(amount, feeBps);

        assertTrue(fitted.cost(feeBps) <= amount);
        if (feeBps == 0 && fitted.quantityWh() < 1L << 32) {
            assertTrue(fitted.withQuantity(fitted.quantityWh() + 1).cost(0) > amount);
        }
    }

    @Test
    void theFirstQuotesAreServedFirst() {
        Quote near = new Quote(Side.ASK, 100_000, 60);
        Quote far = new Quote(Side.ASK, 110_000, 60);

        assertEquals(List.of(near, far.withQuantity(40)),
                LIMITS.allow(List.of(near, far), situation(100_000_000, 0, 0, 0)));
        assertEquals(List.of(near), LIMITS.allow(List.of(near, far), situation(69_999_999, 0, 0, 0)));
    }

    @Test
    void aBidLeavesRoomForItsFee() {
        Quote bid = new Quote(Side.BID, 100_000, 1_000);

        assertEquals(1_002_500_000L, bid.cost(25));
        assertEquals(List.of(bid), LIMITS.allow(List.of(bid), situation(0, 1_002_500_000L, 0, 0)));
        assertEquals(999, LIMITS.allow(List.of(bid), situation(0, 1_002_499_999L, 0, 0)).get(0).quantityWh());
    }

    @Test
    void limitsThatLeaveNoRoomAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Limits(0, 1, 1, 1, 1, 1, 0));
        assertThrows(IllegalArgumentException.class, () -> new Limits(2, 1, 1, 1, 1, 1, 0));
        assertThrows(IllegalArgumentException.class, () -> new Limits(1, 2, 2, 1, 1, 1, 0));
        assertThrows(IllegalArgumentException.class, () -> new Limits(1, 2, 1, 1, -1, 1, 0));
    }

    @Provide
    Arbitrary<Quote> quotes() {
        return Combinators.combine(Arbitraries.of(Side.class), Arbitraries.longs().between(1, 200_000),
                Arbitraries.longs().between(1, 10_000)).as(Quote::new);
    }

    private static Situation situation(long etk, long idrs, long debt, int liveAsks) {
        LiveOrder ask = new LiveOrder(1, 1, Side.ASK, 100_000, 150, 100);
        return new Situation(new Balances(new Holding(etk, 0, 0), new Holding(idrs, 0, 0), debt, 0),
                java.util.Collections.nCopies(liveAsks, ask), 0, 0);
    }
}
