package io.enerlink.gateway.bot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.enerlink.gateway.bot.Forecast.Meter;
import org.junit.jupiter.api.Test;

class ForecastTest {
    private static final long HOUR_MS = 3_600_000;
    private static final long KWH = 1_000_000_000;

    private final Forecast forecast = new Forecast(24 * HOUR_MS);
    private long exportUwh;
    private long importUwh;

    /** A day of 1 kWh an hour used until 6 and from 18 on, and 2 kWh an hour left between. */
    private void day(int day) {
        for (int hour = 0; hour < 24; hour++) {
            for (int part = 0; part < 4; part++) {
                forecast.learn(new Meter(exportUwh, importUwh, (24L * day + hour) * HOUR_MS + part * HOUR_MS / 4));
                if (hour >= 6 && hour < 18) exportUwh += KWH / 2;
                else
                    importUwh += KWH / 4;
            }
        }
    }

    @Test
    void knowsNothingBeforeTheFirstDay() {
        assertEquals(0, forecast.shortageWh(0));
    }

    @Test
    void knowsWhatTheNightWillTake() {
        day(0);
        day(1);
        forecast.learn(new Meter(exportUwh, importUwh, 48 * HOUR_MS));

        assertEquals(12_000, forecast.shortageWh((48 + 18) * HOUR_MS), "the whole night");
        assertEquals(6_000, forecast.shortageWh(48 * HOUR_MS), "until the sun is back");
        assertEquals(0, forecast.shortageWh((48 + 6) * HOUR_MS),
                "the sun comes first, and brings more than the evening");
        assertEquals(8_000, forecast.shortageWh((48 + 16) * HOUR_MS), "4 kWh of the last sun come before");
    }

    @Test
    void theLastDaysCountMost() {
        for (int day = 0; day < 3; day++) day(day);
        long before = forecast.shortageWh(72 * HOUR_MS);
        for (int hour = 0; hour <= 24; hour++) {
            forecast.learn(new Meter(exportUwh, importUwh, (72L + hour) * HOUR_MS));
            importUwh += hour < 6 ? 3 * KWH : 0;
        }
        assertEquals(6_000, before);
        assertEquals(9_000, forecast.shortageWh(96 * HOUR_MS));
    }

    @Test
    void aGapInTheReadingsTeachesNothing() {
        day(0);
        day(1);
        importUwh += 100 * KWH;
        day(4);
        forecast.learn(new Meter(exportUwh, importUwh, 120 * HOUR_MS));

        assertEquals(6_000, forecast.shortageWh(120 * HOUR_MS));
    }

    @Test
    void aFastMeterHasShortDays() {
        Forecast fast = new Forecast(24_000);
        for (int second = 0; second <= 49; second++) fast.learn(new Meter(0, second * KWH, second * 1_000L));
        assertEquals(24_000, fast.shortageWh(49_000));
    }
}
