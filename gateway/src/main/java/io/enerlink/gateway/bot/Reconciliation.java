package io.enerlink.gateway.bot;

import io.enerlink.engine.book.Side;
import io.enerlink.gateway.bot.Action.Cancel;
import io.enerlink.gateway.bot.Action.Place;
import io.enerlink.gateway.bot.Action.Replace;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The way from the orders there are to those that are wanted, with as few changes as that takes. */
final class Reconciliation {
    private final long toleranceTicks;

    /** @param toleranceTicks an order this near to the wanted price stays */
    Reconciliation(long toleranceTicks) {
        this.toleranceTicks = toleranceTicks;
    }

    /**
     * Cancels first, then replaces: what goes away from the other side before what goes towards it, so that a bot's own
     * orders do not meet on the way; then places.
     */
    List<Action> actions(List<LiveOrder> live, List<Quote> wanted) {
        List<Action> cancels = new ArrayList<>();
        List<Replace> replaces = new ArrayList<>();
        List<Action> places = new ArrayList<>();
        for (Side side : Side.values()) {
            List<LiveOrder> orders = live.stream().filter(order -> order.side() == side)
                    .sorted(Comparator.comparingLong(order -> urgency(side, order.priceTicks()))).toList();
            List<Quote> quotes = wanted.stream().filter(quote -> quote.side() == side)
                    .sorted(Comparator.comparingLong(quote -> urgency(side, quote.priceTicks()))).toList();
            for (int i = 0; i < Math.max(orders.size(), quotes.size()); i++) {
                if (i >= quotes.size()) cancels.add(new Cancel(orders.get(i)));
                else if (i >= orders.size()) places.add(new Place(quotes.get(i)));
                else if (!fits(orders.get(i), quotes.get(i))) replaces.add(new Replace(orders.get(i), quotes.get(i)));
            }
        }
        replaces.sort(Comparator.comparingLong(Reconciliation::advance));
        List<Action> actions = new ArrayList<>(cancels);
        actions.addAll(replaces);
        actions.addAll(places);
        return actions;
    }

    private boolean fits(LiveOrder order, Quote quote) {
        return Math.abs(order.priceTicks() - quote.priceTicks()) <= toleranceTicks
                && order.leavesWh() <= quote.quantityWh() && order.leavesWh() * 2 >= quote.quantityWh();
    }

    /** How far a change goes towards the other side. */
    private static long advance(Replace replace) {
        return urgency(replace.order().side(), replace.order().priceTicks())
                - urgency(replace.order().side(), replace.quote().priceTicks());
    }

    /** Lowest for the best price of a side. */
    private static long urgency(Side side, long priceTicks) {
        return side == Side.BID ? -priceTicks : priceTicks;
    }
}
