package io.enerlink.gateway.feed;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.enerlink.engine.message.TradedDecoder;
import io.enerlink.gateway.protocol.Decimals;
import io.enerlink.gateway.protocol.JsonWriter;
import io.enerlink.gateway.session.Instrument;
import io.enerlink.gateway.session.Outbound;
import io.enerlink.gateway.session.Subscription;
import io.enerlink.settlement.history.Candle;

/** Trades by spans of time; a span without a trade has no candle. */
public final class CandleFeed {
    /** How many candles of an instrument and an interval are remembered. */
    public static final int REMEMBERED = 1_000;

    private final Map<Integer, Map<Interval, Candles>> byInstrument = new ConcurrentHashMap<>();

    /** One instrument's candles of one interval. */
    private static final class Candles {
        private final String symbol;
        private final Interval interval;
        private final Audience audience = new Audience();
        private final Deque<Candle> oldestFirst = new ArrayDeque<>();

        Candles(String symbol, Interval interval) {
            this.symbol = symbol;
            this.interval = interval;
        }

        synchronized void add(long priceTicks, long quantityWh, long timestampMs) {
            long openMs = interval.openMs(timestampMs);
            Candle last = oldestFirst.peekLast();
            if (last != null && last.openMs() >= openMs) {
                oldestFirst.removeLast();
                oldestFirst.addLast(last.with(priceTicks, quantityWh));
            } else {
                if (oldestFirst.size() == REMEMBERED) oldestFirst.removeFirst();
                oldestFirst.addLast(Candle.of(openMs, priceTicks, quantityWh));
            }
            audience.tell(() -> json(oldestFirst.peekLast(), timestampMs));
        }

        synchronized void restore(List<Candle> candles) {
            oldestFirst.addAll(candles);
        }

        synchronized Subscription join(Outbound outbound, Runnable answer) {
            answer.run();
            Candle last = oldestFirst.peekLast();
            if (last != null) outbound.send(json(last, System.currentTimeMillis()));
            return audience.join(outbound);
        }

        synchronized byte[] last(long beforeMs, int limit) {
            return CandleFeed.json(symbol, interval,
                    List.copyOf(oldestFirst).reversed().stream().filter(candle -> candle.openMs() < beforeMs)
                            .limit(limit).toList());
        }

        private byte[] json(Candle candle, long timestampMs) {
            JsonWriter json = JsonWriter.object().field("channel", "candles").field("symbol", symbol)
                    .field("interval", interval.text());
            return write(json, candle).field("ts", timestampMs).end().bytes();
        }
    }

    void add(Instrument instrument) {
        Map<Interval, Candles> candles = new EnumMap<>(Interval.class);
        for (Interval interval : Interval.values()) candles.put(interval, new Candles(instrument.symbol(), interval));
        byInstrument.putIfAbsent(instrument.id(), candles);
    }

    void onTraded(long timestampMs, TradedDecoder event) {
        for (Candles candles : byInstrument.get(event.instrumentId()).values()) {
            candles.add(event.priceTicks(), event.quantityWh(), timestampMs);
        }
    }

    /** What was before. */
    void restore(Instrument instrument, Interval interval, List<Candle> oldestFirst) {
        byInstrument.get(instrument.id()).get(interval).restore(oldestFirst);
    }

    /** The last candles that began before a time, newest first, as JSON; of those that are remembered. */
    byte[] last(Instrument instrument, Interval interval, long beforeMs, int limit) {
        return byInstrument.get(instrument.id()).get(interval).last(beforeMs, limit);
    }

    static byte[] json(String symbol, Interval interval, List<Candle> candles) {
        JsonWriter json = JsonWriter.object().field("symbol", symbol).field("interval", interval.text())
                .array("candles");
        for (Candle candle : candles) write(json.item(), candle).end();
        return json.endArray().end().bytes();
    }

    private static JsonWriter write(JsonWriter json, Candle candle) {
        return json.field("openTs", candle.openMs()).decimal("open", candle.openTicks(), Decimals.PRICE)
                .decimal("high", candle.highTicks(), Decimals.PRICE).decimal("low", candle.lowTicks(), Decimals.PRICE)
                .decimal("close", candle.closeTicks(), Decimals.PRICE)
                .decimal("volume", candle.volumeWh(), Decimals.QUANTITY).field("trades", candle.trades());
    }

    /** Answers, then sends the last candle there is, and it again with each trade. */
    Subscription join(Instrument instrument, Interval interval, Outbound outbound, Runnable answer) {
        return byInstrument.get(instrument.id()).get(interval).join(outbound, answer);
    }
}
