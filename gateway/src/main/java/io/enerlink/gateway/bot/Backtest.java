package io.enerlink.gateway.bot;

import io.enerlink.engine.book.Side;
import io.enerlink.gateway.bot.Action.Cancel;
import io.enerlink.gateway.bot.Action.Place;
import io.enerlink.gateway.bot.Action.Replace;
import io.enerlink.gateway.client.Balances;
import io.enerlink.gateway.client.Balances.Holding;
import io.enerlink.settlement.device.Profile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A home's bot over past energies, a decision every five minutes, at a {@link MarketPath}. It decides by the code that it
 * runs live: strategy, limits, difference to its orders. An order rests until the market's price reaches it, and fills at
 * its own price, not at the better one, up to the market's depth in a step; so it never does better than a resting order
 * would. Deterministic.
 */
public final class Backtest {
    private static final long UWH_PER_WH = 1_000_000;
    private static final int STEPS_PER_DAY = 288;

    private final Terms terms;
    private final Decisions decisions;
    private final KillSwitch killSwitch;
    private final List<LiveOrder> live = new ArrayList<>();
    private long idrs;
    private long etkUwh;
    private long spent;
    private long filledWh;
    private long boughtWh;
    private long soldWh;
    private long lastOrderId;

    /**
     * What is compared.
     *
     * @param market      where it trades
     * @param tariffTicks what the supplier takes for what the home lacks
     * @param feedInTicks what the grid pays for what it has too much of
     * @param feeBps      of its trades
     * @param idrs        base units that it starts with
     */
    public record Terms(MarketPath market, long tariffTicks, long feedInTicks, int feeBps, long idrs) {}

    /** A day's end. IDRS base units, since the beginning; costs less incomes. */
    public record Day(long botCost, long flatCost, long foresightCost, long averageTicks) {}

    /**
     * What came out; IDRS base units, costs less incomes.
     *
     * @param boughtWh  at the market
     * @param soldWh    at the market
     * @param leftUwh   ETK at the end, below zero owed; counted at feed-in price or tariff
     */
    public record Result(long importUwh, long exportUwh, long flatCost, long botCost, long foresightCost, long boughtWh,
            long soldWh, long leftUwh, List<Day> days) {
        /** How much of what perfect foresight saves the bot saved, percent. */
        public long capturedPercent() {
            long possible = flatCost - foresightCost;
            return possible == 0 ? 100 : 100 * (flatCost - botCost) / possible;
        }
    }

    /** @param config of the bot; its round and life of orders do not matter here */
    public Backtest(Terms terms, BotConfig config, Strategy strategy) {
        this.terms = terms;
        killSwitch = config.killSwitch();
        decisions = new Decisions(strategy, config.limits(), config.toleranceTicks());
        idrs = terms.idrs;
    }

    /** Runs so many steps from a profile's first midnight on; once. */
    public Result run(Profile profile, int steps) {
        long[] imported = new long[steps];
        long[] exported = new long[steps];
        List<Day> days = new ArrayList<>();
        Forecast.Meter meter = new Forecast.Meter(0, 0, 0);
        long flat = 0;
        long dayTicks = 0;
        for (int step = 0; step < steps; step++) {
            Profile.Step energies = profile.step(step);
            imported[step] = energies.importUwh();
            exported[step] = energies.exportUwh();
            meter = new Forecast.Meter(meter.exportUwh() + exported[step], meter.importUwh() + imported[step],
                    step * Profile.STEP_MS);
            flat += atTicks(terms.tariffTicks, imported[step]) - atTicks(terms.feedInTicks, exported[step]);
            settle(exported[step] - imported[step]);
            decide(step, meter);
            fill(terms.market.priceTicks(step));
            dayTicks += terms.market.priceTicks(step);
            if ((step + 1) % STEPS_PER_DAY == 0) {
                days.add(day(imported, exported, step + 1, flat, dayTicks / STEPS_PER_DAY));
                dayTicks = 0;
            }
        }
        return new Result(meter.importUwh(), meter.exportUwh(), flat, cost(), foresight(imported, exported, steps),
                boughtWh, soldWh, etkUwh, List.copyOf(days));
    }

    private Day day(long[] imported, long[] exported, int steps, long flat, long averageTicks) {
        return new Day(cost(), flat, foresight(imported, exported, steps), averageTicks);
    }

    private long foresight(long[] imported, long[] exported, int steps) {
        Foresight foresight = new Foresight(terms.market, terms.feeBps);
        return foresight.cost(Arrays.copyOf(imported, steps), terms.tariffTicks)
                - foresight.income(Arrays.copyOf(exported, steps), terms.feedInTicks);
    }

    /** Spent at the market, and what is left or owed at the grid's prices. */
    private long cost() {
        return spent - atTicks(etkUwh < 0 ? terms.tariffTicks : terms.feedInTicks, etkUwh);
    }

    private static long atTicks(long ticks, long uwh) {
        return Math.multiplyExact(ticks, uwh) / (UWH_PER_WH / 10);
    }

    /** Tokens are minted and burned; what is owed takes the asks away. */
    private void settle(long netUwh) {
        etkUwh += netUwh;
        if (etkUwh < heldUwh()) live.removeIf(order -> order.side() == Side.ASK);
    }

    private long heldUwh() {
        return live.stream().filter(order -> order.side() == Side.ASK).mapToLong(LiveOrder::leavesWh).sum()
                * UWH_PER_WH;
    }

    private void decide(int step, Forecast.Meter meter) {
        if (killSwitch.pulled(spent).isPresent()) {
            live.clear();
            return;
        }
        long heldIdrs = live.stream().filter(order -> order.side() == Side.BID)
                .mapToLong(order -> order.rest().notional()).sum();
        Balances balances = new Balances(new Holding(Math.max(0, etkUwh) - heldUwh(), heldUwh(), 0),
                new Holding(idrs - heldIdrs, heldIdrs, 0), Math.max(0, -etkUwh), meter.atMs());
        long lastTicks = step == 0 ? 0 : terms.market.priceTicks(step - 1);
        Situation situation = new Situation(balances, List.copyOf(live), filledWh, lastTicks, meter.atMs(), meter);
        filledWh = 0;
        for (Action action : decisions.decide(situation)) {
            switch (action) {
                case Cancel(LiveOrder order) -> live.remove(order);
                case Place(Quote quote) -> live.add(order(quote));
                case Replace(LiveOrder order, Quote quote) -> live.set(live.indexOf(order), order(quote));
            }
        }
    }

    private LiveOrder order(Quote quote) {
        return new LiveOrder(++lastOrderId, lastOrderId, quote.side(), quote.priceTicks(), quote.quantityWh(),
                quote.quantityWh());
    }

    private void fill(long marketTicks) {
        for (Side side : Side.values()) {
            long leftWh = terms.market.depthWh();
            for (LiveOrder order : List.copyOf(live)) {
                boolean reached = side == Side.BID ? order.priceTicks() >= marketTicks
                        : order.priceTicks() <= marketTicks;
                if (order.side() != side || !reached || leftWh == 0) continue;
                long wh = Math.min(leftWh, order.leavesWh());
                trade(new Quote(side, order.priceTicks(), wh));
                leftWh -= wh;
                if (wh == order.leavesWh()) live.remove(order);
                else
                    live.set(live.indexOf(order), new LiveOrder(order.orderId(), order.nonce(), side,
                            order.priceTicks(), order.quantityWh(), order.leavesWh() - wh));
            }
        }
    }

    private void trade(Quote quote) {
        long fee = quote.cost(terms.feeBps) - quote.notional();
        boolean bid = quote.side() == Side.BID;
        long paid = (bid ? quote.notional() : -quote.notional()) + fee;
        idrs -= paid;
        spent += paid;
        etkUwh += (bid ? quote.quantityWh() : -quote.quantityWh()) * UWH_PER_WH;
        filledWh += quote.quantityWh();
        if (bid) boughtWh += quote.quantityWh();
        else
            soldWh += quote.quantityWh();
    }
}
