package io.enerlink.gateway.bot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.enerlink.engine.book.Side;
import io.enerlink.gateway.bot.Backtest.Result;
import io.enerlink.gateway.bot.Backtest.Terms;
import io.enerlink.settlement.device.Nem12Profile;
import io.enerlink.settlement.device.Profile;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a home would have paid, counted exactly. */
class BacktestTest {
    private static final long TARIFF = 160_000;
    private static final long FLOOR = 80_000;
    private static final int DAY = 288;
    private static final MarketPath MARKET = new MarketPath(FLOOR, TARIFF, 500);
    private static final Limits LIMITS = new Limits(FLOOR, TARIFF, 5, 20_000, 500_000_000_000L, 4, 50);

    private static Result run(Profile profile, Strategy strategy, KillSwitch killSwitch, int steps) {
        BotConfig config = BotConfig.of("home", "ETK-IDRS", LIMITS, Funding.ofRupiah(500_000));
        config = new BotConfig(config.name(), config.symbol(), config.round(), config.orderLifetime(),
                config.toleranceTicks(), config.limits(), config.funding(), killSwitch);
        return new Backtest(new Terms(MARKET, TARIFF, FLOOR, 10, 500_000_000_000L), config, strategy).run(profile,
                steps);
    }

    private static Strategy home() {
        return new ProsumerBot(new ProsumerBot.Home(TARIFF, FLOOR, 200, 300, 8, 3, 1));
    }

    /** So much in each step: exported where above zero, else imported. */
    private static Profile constant(long uwh) {
        return step -> new Profile.Step(Math.max(0, uwh), Math.max(0, -uwh), Math.max(0, -uwh), Math.max(0, uwh));
    }

    @Test
    void whoDoesNotTradePaysTheTariffForAllOfIt() {
        Result result = run(constant(-100_000_000), situation -> List.of(), KillSwitch.NONE, DAY);

        assertEquals(28_800_000_000L, result.importUwh());
        assertEquals(46_080_000_000L, result.flatCost(), "28.8 kWh at 1,600 IDRS");
        assertEquals(result.flatCost(), result.botCost());
        assertTrue(result.foresightCost() < result.flatCost());
        assertEquals(1, result.days().size());
    }

    @Test
    void whoDoesNotTradeGetsTheFeedInPriceForAllOfIt() {
        Result result = run(constant(100_000_000), situation -> List.of(), KillSwitch.NONE, DAY);

        assertEquals(-23_040_000_000L, result.flatCost());
        assertEquals(result.flatCost(), result.botCost());
    }

    @Test
    void anOrderFillsAtItsOwnPriceUpToTheDepthAndPaysItsFee() {
        Strategy once = situation -> situation.etkWh() == 0
                ? List.of(new Quote(Side.BID, TARIFF, 1_000)) : List.of();
        Result result = run(constant(0), once, KillSwitch.NONE, 1);

        assertEquals(500, result.boughtWh());
        assertEquals(800_800_000L - 400_000_000L, result.botCost(),
                "0.5 kWh at 1,600 and 10 bps, worth 800 each after");
    }

    @Test
    void aPulledKillSwitchEndsTheTrading() {
        Strategy greedy = situation -> List.of(new Quote(Side.BID, TARIFF, 500));
        Result result = run(constant(0), greedy, new KillSwitch(1_000_000_000, null), DAY);

        assertEquals(1_000, result.boughtWh(), "one trade beyond the limit, and none after");
    }

    @Test
    void theRealMonthIsTheSameEveryTimeAndBetweenTariffAndForesight() {
        Nem12Profile month = Nem12Profile.solarMonth();
        Result result = run(month, home(), KillSwitch.NONE, month.length());

        assertEquals(result, run(month, home(), KillSwitch.NONE, month.length()));
        assertEquals(589_172_000_000L, result.exportUwh());
        assertEquals(270_738_000_000L, result.importUwh());
        assertEquals(31, result.days().size());
        assertTrue(result.botCost() < result.flatCost(), result.toString());
        assertTrue(result.foresightCost() < result.botCost(), result.toString());
        assertEquals(result.botCost(), result.days().getLast().botCost());
    }

    @Test
    void foresightTakesTheBestPricesThatAreInTime() {
        Foresight foresight = new Foresight(MARKET, 0);
        long[] late = new long[DAY];
        late[DAY - 1] = 500_000_000;
        long cheapest = Long.MAX_VALUE;
        for (int step = 0; step < DAY; step++) cheapest = Math.min(cheapest, MARKET.priceTicks(step));
        assertEquals(new Quote(Side.BID, cheapest, 500).notional(), foresight.cost(late, TARIFF));

        long[] early = new long[DAY];
        early[0] = 500_000_000;
        assertEquals(new Quote(Side.BID, MARKET.priceTicks(0), 500).notional(), foresight.cost(early, TARIFF));
        assertEquals(new Quote(Side.ASK, MARKET.priceTicks(DAY - 1), 500).notional(), foresight.income(late, FLOOR));
    }
}
