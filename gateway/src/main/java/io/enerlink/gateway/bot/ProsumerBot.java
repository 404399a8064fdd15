package io.enerlink.gateway.bot;

import io.enerlink.engine.book.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * One home's trader: sells what the home has above what it will lack by its own forecast of load and sun (at least its
 * reserve), buys what it owes or will lack. Its price starts where it
 * is best for the home and goes step by step to where it hurts; each fill takes it a step back.
 */
public final class ProsumerBot implements Strategy {
    /**
     * A home.
     *
     * @param tariffTicks what its supplier charges: it pays no more and starts to sell here
     * @param floorTicks it sells no cheaper and starts to buy here
     * @param reserveWh ETK it keeps for what it will consume next
     * @param sliceWh largest order; a surplus is sold in slices
     * @param steps from the opening price to the limit
     * @param orders live at a time
     * @param seed of the jitter that keeps homes apart
     */
    public record Home(long tariffTicks, long floorTicks, long reserveWh, long sliceWh, int steps, int orders,
            long seed) {
        /** Checks that the price has a way to go. */
        public Home {
            if (floorTicks < 1 || tariffTicks <= floorTicks) throw new IllegalArgumentException("1 ≤ floor < tariff");
            if (reserveWh < 0 || sliceWh < 1) throw new IllegalArgumentException("no energy to trade");
            if (steps < 1 || orders < 1) throw new IllegalArgumentException("at least one step and one order");
        }

        /** With the floor at half the tariff, eight steps and two orders. */
        public static Home of(long tariffTicks, long reserveWh, long sliceWh, long seed) {
            return new Home(tariffTicks, tariffTicks / 2, reserveWh, sliceWh, 8, 2, seed);
        }
    }

    /** A surplus is what is above the forecast and a quarter more, so that what was bought is not sold at once. */
    private static final long MARGIN = 4;
    private static final long DAY_MS = 24 * 3_600_000L;

    private final Home home;
    private final Forecast forecast;
    private final SplittableRandom jitter;
    private Side direction = Side.ASK;
    private int step;

    /** With a forecast that knows nothing yet, of a home whose days have 24 hours. */
    public ProsumerBot(Home home) {
        this(home, new Forecast(DAY_MS));
    }

    /** Starts at the opening price. @param forecast of the home's load and sun; it learns from what the bot sees */
    public ProsumerBot(Home home, Forecast forecast) {
        this.home = home;
        this.forecast = forecast;
        this.jitter = new SplittableRandom(home.seed);
    }

    @Override
    public List<Quote> quotes(Situation situation) {
        if (situation.meter() != null) forecast.learn(situation.meter());
        long owedWh = situation.debtWh();
        long neededWh = forecast.shortageWh(situation.nowMs());
        long leastWh = Math.max(home.reserveWh, neededWh);
        long surplusWh = situation.etkWh() - Math.max(home.reserveWh, neededWh + neededWh / MARGIN) - owedWh;
        long lackedWh = leastWh + owedWh - situation.etkWh();
        if (owedWh == 0 && surplusWh > 0) return slices(Side.ASK, surplusWh, situation);
        if (lackedWh > 0) return slices(Side.BID, lackedWh, situation);
        step = 0;
        return List.of();
    }

    private List<Quote> slices(Side side, long quantityWh, Situation situation) {
        walk(side, situation.filledWh() > 0);
        List<Quote> quotes = new ArrayList<>(home.orders);
        long leftWh = quantityWh;
        for (int i = 0; i < home.orders && leftWh > 0; i++) {
            long sliceWh = Math.min(leftWh, home.sliceWh);
            quotes.add(new Quote(side, priceTicks(side, Math.max(0, step - i)), sliceWh));
            leftWh -= sliceWh;
        }
        return quotes;
    }

    private void walk(Side side, boolean filled) {
        if (side != direction) step = 0;
        else if (filled) step = Math.max(0, step - 1);
        else if (step < home.steps) step++;
        direction = side;
    }

    private long priceTicks(Side side, int atStep) {
        long wayTicks = home.tariffTicks - home.floorTicks;
        long walkedTicks = wayTicks * atStep / home.steps;
        long straightTicks = side == Side.ASK ? home.tariffTicks - walkedTicks : home.floorTicks + walkedTicks;
        long spreadTicks = Math.max(1, wayTicks / home.steps / 2);
        long priceTicks = straightTicks + jitter.nextLong(-spreadTicks, spreadTicks + 1);
        return Math.clamp(priceTicks, home.floorTicks, home.tariffTicks);
    }
}
