package io.enerlink.gateway.cli;

import java.util.List;
import io.enerlink.settlement.device.HouseProfile;
import io.enerlink.settlement.device.Nem12Profile;
import io.enerlink.settlement.device.Profile;

/**
 * A home of the demo.
 *
 * @param site        of its meter's topics
 * @param profile     what its meter measures
 * @param nameplateW  the most its connection carries
 * @param tariffTicks what its supplier charges
 */
record Home(String site, Profile profile, long nameplateW, long tariffTicks) {

    /** PLN's household tariff R-1 up to 2,200 VA, and from 3,500 VA on. */
    static final long SMALL_TARIFF_TICKS = 144_470;
    static final long LARGE_TARIFF_TICKS = 169_953;

    /** Six homes: a real one replayed, three with panels, two without. */
    static List<Home> village() {
        return List.of(new Home("home", Nem12Profile.solarMonth(), 10_000, LARGE_TARIFF_TICKS),
                new Home("rumah-2", new HouseProfile(2, 5_000, 500), 7_700, LARGE_TARIFF_TICKS),
                new Home("rumah-3", new HouseProfile(3, 3_300, 600), 5_500, LARGE_TARIFF_TICKS),
                new Home("rumah-4", new HouseProfile(4, 2_200, 900), 5_500, LARGE_TARIFF_TICKS),
                new Home("rumah-5", new HouseProfile(5, 0, 900), 2_200, SMALL_TARIFF_TICKS),
                new Home("rumah-6", new HouseProfile(6, 0, 1_300), 2_200, SMALL_TARIFF_TICKS));
    }
}
