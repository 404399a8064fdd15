package io.enerlink.gateway.settings;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;

/**
 * When the exchange trades: every day from open to close by the clocks of a zone. A call auction ends in the first trades of
 * the day, another one in the last.
 *
 * @param openingCall how long orders are gathered before the open; zero: no auction
 * @param closingCall how long before the close
 */
public record TradingHours(ZoneId zone, LocalTime open, LocalTime close, Duration openingCall, Duration closingCall) {
    /** What orders meet. */
    public enum Phase {
        CLOSED, CALL, OPEN
    }

    /** @throws SettingsException for hours that no day has */
    public TradingHours {
        if (!open.isBefore(close)) throw new SettingsException("trading.open must be before trading.close");
        if (openingCall.toSeconds() > open.toSecondOfDay())
            throw new SettingsException("trading.opening-call-minutes would begin on the day before");
        if (closingCall.compareTo(Duration.between(open, close)) > 0)
            throw new SettingsException("trading.closing-call-minutes is longer than the day's trading");
    }

    /** @throws SettingsException naming the setting that is wrong */
    static TradingHours parse(String zone, String open, String close, int openingCallMinutes, int closingCallMinutes) {
        return new TradingHours(zone(zone), time("trading.open", open), time("trading.close", close),
                Duration.ofMinutes(openingCallMinutes), Duration.ofMinutes(closingCallMinutes));
    }

    private static ZoneId zone(String text) {
        try {
            return ZoneId.of(text);
        } catch (DateTimeException e) {
            throw new SettingsException("trading.zone must be a zone such as UTC or Asia/Jakarta, not " + text);
        }
    }

    private static LocalTime time(String setting, String text) {
        try {
            return LocalTime.parse(text);
        } catch (DateTimeException e) {
            throw new SettingsException(setting + " must be a time of day such as 08:00, not " + text);
        }
    }

    public Phase at(Instant instant) {
        LocalTime now = LocalTime.ofInstant(instant, zone);
        if (now.isBefore(open.minus(openingCall)) || !now.isBefore(close)) return Phase.CLOSED;
        return now.isBefore(open) || !now.isBefore(close.minus(closingCall)) ? Phase.CALL : Phase.OPEN;
    }
}
