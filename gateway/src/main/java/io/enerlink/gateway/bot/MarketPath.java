package io.enerlink.gateway.bot;

import io.enerlink.settlement.device.HouseProfile;
import io.enerlink.settlement.device.Profile;
import java.util.List;

/**
 * A market that a backtest trades at, made up and always the same: five simulated neighbours, three of them with panels.
 * A step's price lies between floor and tariff like their load in their load and sun together, from a tenth to nine tenths
 * of the way: cheap at noon, dear in the evening. In a step so much can be bought and as much be sold.
 *
 * @param depthWh of a step, on each side
 */
public record MarketPath(long floorTicks, long tariffTicks, long depthWh) {

    private static final List<Profile> NEIGHBOURS = List.of(new HouseProfile(2, 5_000, 500),
            new HouseProfile(3, 3_300, 600), new HouseProfile(4, 2_200, 900), new HouseProfile(5, 0, 900),
            new HouseProfile(6, 0, 1_300));

    public MarketPath {
        if (floorTicks < 1 || tariffTicks <= floorTicks) throw new IllegalArgumentException("1 ≤ floor < tariff");
        if (depthWh < 1) throw new IllegalArgumentException("no depth");
    }

    /** The price of a step of five minutes, counted from a midnight. */
    public long priceTicks(long step) {
        long loadUwh = 0;
        long bothUwh = 0;
        for (Profile neighbour : NEIGHBOURS) {
            Profile.Step energies = neighbour.step(step);
            loadUwh += energies.loadUwh();
            bothUwh += energies.loadUwh() + energies.solarUwh();
        }
        long permille = bothUwh == 0 ? 1_000 : Math.multiplyExact(1_000, loadUwh) / bothUwh;
        return floorTicks + (tariffTicks - floorTicks) * (100 + permille * 8 / 10) / 1_000;
    }
}
