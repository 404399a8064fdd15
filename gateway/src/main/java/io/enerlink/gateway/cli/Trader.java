package io.enerlink.gateway.cli;

import java.time.Duration;
import io.enerlink.gateway.auth.SigningKey;
import io.enerlink.gateway.bot.Bot;
import io.enerlink.gateway.bot.BotConfig;
import io.enerlink.gateway.bot.Forecast;
import io.enerlink.gateway.bot.Funding;
import io.enerlink.gateway.bot.KillSwitch;
import io.enerlink.gateway.bot.Limits;
import io.enerlink.gateway.bot.MarketMaker;
import io.enerlink.gateway.bot.ProsumerBot;
import io.enerlink.gateway.bot.Strategy;
import io.enerlink.gateway.client.ClientConfig;

/** A bot that is ready to start: how it trades and within which limits. */
record Trader(BotConfig config, Strategy strategy) {
    private static final Duration ROUND = Duration.ofMillis(500);
    static final Duration ORDER_LIFETIME = Duration.ofMinutes(10);
    private static final long TOLERANCE_TICKS = 100;
    static final int MAX_FEE_BPS = 50;
    private static final long DAY_MS = 24 * 3_600_000L;
    private static final long RUPIAH = 1_000_000;
    private static final long HOME_RUPIAH = 500_000;
    private static final long MAKER_RUPIAH = 5_000_000;
    private static final long RESERVE_WH = 200;
    private static final long SLICE_WH = 300;

    /**
     * A home that sells surplus and buys shortage between its floor and its retail tariff.
     *
     * @param speed how much faster than time its meter runs
     */
    static Trader home(String name, long tariffTicks, long floorTicks, long seed, int speed) {
        Limits limits = new Limits(floorTicks, tariffTicks, 5, 20_000, HOME_RUPIAH * RUPIAH, 4, MAX_FEE_BPS);
        ProsumerBot.Home home = new ProsumerBot.Home(tariffTicks, floorTicks, RESERVE_WH, SLICE_WH, 8, 3, seed);
        return new Trader(config(name, limits, Funding.ofRupiah(HOME_RUPIAH)),
                new ProsumerBot(home, new Forecast(DAY_MS / speed)));
    }

    /** A maker around three quarters of the tariff, where homes' floors and tariffs leave room on both sides. */
    static Trader maker(long tariffTicks) {
        long openingTicks = tariffTicks * 3 / 4;
        Limits limits = new Limits(tariffTicks / 2, tariffTicks, 5, 50_000, MAKER_RUPIAH * RUPIAH, 10, MAX_FEE_BPS);
        MarketMaker.Style style = new MarketMaker.Style(openingTicks, 1_500, 1_000, 3, 1_000, 5_000, 5_000);
        return new Trader(config("maker", limits, Funding.ofRupiah(MAKER_RUPIAH)), new MarketMaker(style));
    }

    private static BotConfig config(String name, Limits limits, Funding funding) {
        return new BotConfig(name, EngineSetup.SYMBOL, ROUND, ORDER_LIFETIME, TOLERANCE_TICKS, limits, funding,
                KillSwitch.NONE);
    }

    Trader with(KillSwitch killSwitch) {
        return new Trader(new BotConfig(config.name(), config.symbol(), config.round(), config.orderLifetime(),
                config.toleranceTicks(), config.limits(), config.funding(), killSwitch), strategy);
    }

    Trader on(String symbol) {
        return new Trader(new BotConfig(config.name(), symbol, config.round(), config.orderLifetime(),
                config.toleranceTicks(), config.limits(), config.funding(), config.killSwitch()), strategy);
    }

    Bot start(ClientConfig where, SigningKey key) {
        return Bot.start(config, strategy, where, key);
    }
}
