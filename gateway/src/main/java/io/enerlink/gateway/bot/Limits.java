package io.enerlink.gateway.bot;

import io.enerlink.engine.book.Side;
import java.util.ArrayList;
import java.util.List;

/**
 * What a bot never passes, whatever its strategy wants.
 *
 * @param lowestTicks lowest price, of bids and asks
 * @param highestTicks highest price
 * @param leastWh smallest order; less is left out
 * @param mostWh most energy open on a side
 * @param mostQuote most IDRS base units that open bids may spend with fees
 * @param mostOrders open orders
 * @param maxFeeBps fee it signs
 */
public record Limits(long lowestTicks, long highestTicks, long leastWh, long mostWh, long mostQuote, int mostOrders,
        int maxFeeBps) {
    /** Checks that there is room between the lower and the upper ones. */
    public Limits {
        if (lowestTicks < 1 || highestTicks < lowestTicks) throw new IllegalArgumentException("prices: 1 ≤ low ≤ high");
        if (leastWh < 1 || mostWh < leastWh) throw new IllegalArgumentException("energy: 1 ≤ least ≤ most");
        if (mostQuote < 0 || mostOrders < 0 || maxFeeBps < 0) throw new IllegalArgumentException("a limit below zero");
    }

    /** What is allowed of {@code wanted}, the first first, lowered to what is held and may be risked. */
    public List<Quote> allow(List<Quote> wanted, Situation situation) {
        long leftToSellWh = Math.min(mostWh, situation.debtWh() > 0 ? 0 : situation.offerableWh());
        long leftToBuyWh = mostWh;
        long leftToSpend = Math.min(mostQuote, situation.spendable());
        List<Quote> allowed = new ArrayList<>(wanted.size());
        for (Quote quote : wanted) {
            if (quote.priceTicks() < lowestTicks || quote.priceTicks() > highestTicks) continue;
            boolean bid = quote.side() == Side.BID;
            Quote lowered = quote.withQuantity(Math.min(quote.quantityWh(), bid ? leftToBuyWh : leftToSellWh));
            if (bid) lowered = lowered.within(leftToSpend, maxFeeBps);
            if (lowered.quantityWh() < leastWh || allowed.size() == mostOrders) continue;
            allowed.add(lowered);
            if (bid) {
                leftToBuyWh -= lowered.quantityWh();
                leftToSpend -= lowered.cost(maxFeeBps);
            } else {
                leftToSellWh -= lowered.quantityWh();
            }
        }
        return allowed;
    }
}
