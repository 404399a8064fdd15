package io.enerlink.gateway.feed;

import io.enerlink.gateway.protocol.Errors;
import java.util.Arrays;

/** How long a candle is; spans begin at multiples since 1970. */
public enum Interval {
    MINUTE("1m", 60_000), FIVE_MINUTES("5m", 300_000), QUARTER("15m", 900_000), HOUR("1h", 3_600_000),
    DAY("1d", 86_400_000);

    private final String text;
    private final long lengthMs;

    Interval(String text, long lengthMs) {
        this.text = text;
        this.lengthMs = lengthMs;
    }

    /** @throws io.enerlink.gateway.protocol.ProtocolException INVALID_VALUE */
    public static Interval of(String text) {
        for (Interval interval : values()) {
            if (interval.text.equals(text)) return interval;
        }
        throw Errors.INVALID_VALUE.because("interval must be one of 1m, 5m, 15m, 1h, 1d");
    }

    String text() { return text; }

    long lengthMs() { return lengthMs; }

    /** How long each of them is, ms. */
    public static long[] lengthsMs() {
        return Arrays.stream(values()).mapToLong(Interval::lengthMs).toArray();
    }

    long openMs(long timestampMs) {
        return timestampMs - Math.floorMod(timestampMs, lengthMs);
    }
}
