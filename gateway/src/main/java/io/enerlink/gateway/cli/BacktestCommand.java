package io.enerlink.gateway.cli;

import io.enerlink.gateway.bot.Backtest;
import io.enerlink.gateway.bot.MarketPath;
import io.enerlink.gateway.embedded.StartFailedException;
import io.enerlink.settlement.device.Nem12Profile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What a home's bot would have paid over a real month. */
@Command(name = "backtest", mixinStandardHelpOptions = true, description = "Runs a home's bot, the code that trades live, over a month of a real home's energies at a made-up market, and compares what it pays with a flat tariff and with perfect foresight. The same every time.")
final class BacktestCommand implements Callable<Integer> {
    private static final long SEED = 1;
    private static final int FEE_BPS = 10;
    private static final double RUPIAH = 1e6;
    private static final double KWH_UWH = 1e9;
    private static final double KWH_WH = 1e3;

    @Option(names = "--profile", paramLabel = "FILE", description = "energies: NEM12 with five-minute values, or lines of kWh exported,kWh imported (default: the real month that comes with EnerLink)")
    private Path profile;

    @Option(names = "--tariff", paramLabel = "RUPIAH", defaultValue = "1699.53", description = "retail price per kWh (default: ${DEFAULT-VALUE})")
    private String tariff;

    @Option(names = "--feed-in", paramLabel = "RUPIAH", description = "what the grid pays per kWh (default: half the tariff)")
    private String feedIn;

    @Option(names = "--depth", paramLabel = "WH", defaultValue = "500", description = "what can be bought and sold in five minutes (default: ${DEFAULT-VALUE})")
    private long depthWh;

    @Option(names = "--svg", paramLabel = "FILE", description = "writes the plot as a picture, too")
    private Path svg;

    @Override
    public Integer call() {
        Nem12Profile energies = profile == null ? Nem12Profile.solarMonth() : read(profile);
        long tariffTicks = Rupiah.ticks(tariff);
        long feedInTicks = feedIn == null ? tariffTicks / 2 : Rupiah.ticks(feedIn);
        Backtest.Result result = run(energies, tariffTicks, feedInTicks, depthWh);
        System.out.print(report(result, energies, tariffTicks, feedInTicks));
        BacktestPlot plot = new BacktestPlot(result);
        System.out.print(plot.text());
        if (svg != null) write(plot);
        return 0;
    }

    /** @throws StartFailedException where prices or depth leave no market */
    static Backtest.Result run(Nem12Profile energies, long tariffTicks, long feedInTicks, long depthWh) {
        try {
            Trader home = Trader.home("home", tariffTicks, feedInTicks, SEED, 1);
            MarketPath market = new MarketPath(feedInTicks, tariffTicks, depthWh);
            return new Backtest(new Backtest.Terms(market, tariffTicks, feedInTicks, FEE_BPS,
                    home.config().funding().topUpIdrs()), home.config(), home.strategy())
                    .run(energies, energies.length());
        } catch (IllegalArgumentException e) {
            throw new StartFailedException("backtest: " + e.getMessage(), e);
        }
    }

    private static Nem12Profile read(Path file) {
        try {
            return Nem12Profile.read(file);
        } catch (RuntimeException e) {
            throw new StartFailedException("backtest: " + file + ": " + e.getMessage(), e);
        }
    }

    private String report(Backtest.Result result, Nem12Profile energies, long tariffTicks, long feedInTicks) {
        return String.format(Locale.ROOT,
                """
                        %,d steps of five minutes: imported %.3f kWh, exported %.3f kWh
                        market (made up): %.2f + (%.2f - %.2f) * (0.1 + 0.8 * load / (load + sun)) IDRS per kWh,
                          load and sun of five simulated neighbours; %,d Wh a side in five minutes; fee %d bps
                        bot: bought %.3f kWh, sold %.3f kWh, ETK at the end %.3f kWh (at feed-in price, debt at tariff)
                        paid, IDRS (below zero: received)
                          flat tariff        %,14.2f
                          bot                %,14.2f
                          perfect foresight  %,14.2f
                        the bot saves %,.2f IDRS, %d %% of what perfect foresight saves

                        """,
                energies.length(), result.importUwh() / KWH_UWH, result.exportUwh() / KWH_UWH, feedInTicks / 100.0,
                tariffTicks / 100.0, feedInTicks / 100.0, depthWh, FEE_BPS, result.boughtWh() / KWH_WH,
                result.soldWh() / KWH_WH, result.leftUwh() / KWH_UWH, result.flatCost() / RUPIAH,
                result.botCost() / RUPIAH, result.foresightCost() / RUPIAH,
                (result.flatCost() - result.botCost()) / RUPIAH, result.capturedPercent());
    }

    private void write(BacktestPlot plot) {
        try {
            Files.writeString(svg, plot.svg());
        } catch (IOException e) {
            throw new StartFailedException("cannot write " + svg + ": " + e.getMessage(), e);
        }
    }
}
