package io.enerlink.gateway.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import io.enerlink.gateway.settings.TradingHours.Phase;

class TradingHoursTest {
    /** Jakarta is seven hours ahead of UTC. */
    @ParameterizedTest
    @CsvSource({
            "2026-11-30T00:49:59Z, CLOSED", "2026-11-30T00:50:00Z, CALL", "2026-11-30T00:59:59Z, CALL",
            "2026-11-30T01:00:00Z, OPEN", "2026-11-30T09:54:59Z, OPEN", "2026-11-30T09:55:00Z, CALL",
            "2026-11-30T09:59:59Z, CALL", "2026-11-30T10:00:00Z, CLOSED", "2026-11-30T16:59:59Z, CLOSED",
            "2026-11-30T17:00:00Z, CLOSED"})
    void tradesBetweenTwoAuctions(Instant instant, Phase expected) {
        assertEquals(expected, hours("Asia/Jakarta", 10, 5).at(instant));
    }

    @Test
    void goesByTheClocksOfTheZoneWhenTheyChange() {
        TradingHours hours = hours("Europe/Berlin", 0, 0);

        assertEquals(Phase.OPEN, hours.at(Instant.parse("2026-10-24T06:30:00Z")));
        assertEquals(Phase.CLOSED, hours.at(Instant.parse("2026-10-26T06:30:00Z")));
        assertEquals(Phase.OPEN, hours.at(Instant.parse("2026-10-26T07:00:00Z")));
    }

    @Test
    void withoutAuctionsOnlyOpensAndCloses() {
        TradingHours hours = hours("UTC", 0, 0);

        assertEquals(Phase.CLOSED, hours.at(Instant.parse("2026-11-30T07:59:59Z")));
        assertEquals(Phase.OPEN, hours.at(Instant.parse("2026-11-30T08:00:00Z")));
        assertEquals(Phase.OPEN, hours.at(Instant.parse("2026-11-30T16:59:59Z")));
        assertEquals(Phase.CLOSED, hours.at(Instant.parse("2026-11-30T17:00:00Z")));
    }

    @Test
    void thereAreNoneByDefault() {
        assertNull(new SettingsLoader().load().settings().trading().hours());
    }

    private static TradingHours hours(String zone, int openingCallMinutes, int closingCallMinutes) {
        return new SettingsLoader()
                .options(Map.of("trading.zone", zone, "trading.open", "08:00", "trading.close", "17:00",
                        "trading.opening-call-minutes", openingCallMinutes, "trading.closing-call-minutes",
                        closingCallMinutes))
                .load().settings().trading().hours();
    }
}
