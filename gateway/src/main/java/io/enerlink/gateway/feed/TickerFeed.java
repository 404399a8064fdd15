package io.enerlink.gateway.feed;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

import io.enerlink.engine.book.Side;
import io.enerlink.engine.message.TradedDecoder;
import io.enerlink.gateway.protocol.Decimals;
import io.enerlink.gateway.protocol.JsonWriter;
import io.enerlink.gateway.session.Instrument;
import io.enerlink.gateway.session.Outbound;
import io.enerlink.gateway.session.Subscription;
import io.enerlink.settlement.history.Candle;

/** The market in one line: the last price, the best prices, the last 24 hours. Told once a drain of the engine's ring. */
public final class TickerFeed {
    private final BookFeed books;
    private final LongSupplier nowMs;
    private final Map<Integer, Ticker> tickers = new ConcurrentHashMap<>();
    private final Set<Ticker> changed = new HashSet<>();

    TickerFeed(BookFeed books, LongSupplier nowMs) {
        this.books = books;
        this.nowMs = nowMs;
    }

    /** One instrument's. */
    private final class Ticker {
        private final Instrument instrument;
        private final Day day = new Day();
        private final Latest readers = new Latest(() -> json(nowMs.getAsLong()));
        private long lastTicks;

        Ticker(Instrument instrument) { this.instrument = instrument; }

        synchronized void on(long priceTicks, long quantityWh, long timestampMs) {
            lastTicks = priceTicks;
            day.add(priceTicks, quantityWh, timestampMs);
        }

        synchronized void restore(long priceTicks, List<Candle> quarters) {
            lastTicks = priceTicks;
            day.restore(quarters);
        }

        synchronized byte[] json(long timestampMs) {
            JsonWriter json = JsonWriter.object().field("channel", "ticker").field("symbol", instrument.symbol());
            if (lastTicks != 0) json.decimal("last", lastTicks, Decimals.PRICE);
            best(json, Side.BID, "bid");
            best(json, Side.ASK, "ask");
            Candle total = day.total(timestampMs);
            if (total != null) {
                json.decimal("open", total.openTicks(), Decimals.PRICE)
                        .decimal("high", total.highTicks(), Decimals.PRICE)
                        .decimal("low", total.lowTicks(), Decimals.PRICE);
            }
            return json.decimal("volume", total == null ? 0 : total.volumeWh(), Decimals.QUANTITY)
                    .field("trades", total == null ? 0 : total.trades()).field("ts", timestampMs).end().bytes();
        }

        private void best(JsonWriter json, Side side, String name) {
            Map.Entry<Long, Long> best = books.best(instrument, side);
            if (best == null) return;
            json.decimal(name, best.getKey(), Decimals.PRICE).decimal(name + "Quantity", best.getValue(),
                    Decimals.QUANTITY);
        }
    }

    void add(Instrument instrument) {
        tickers.putIfAbsent(instrument.id(), new Ticker(instrument));
    }

    /** What was before: the last price, and the last quarters, oldest first. */
    void restore(Instrument instrument, long priceTicks, List<Candle> quarters) {
        tickers.get(instrument.id()).restore(priceTicks, quarters);
    }

    void onTraded(long timestampMs, TradedDecoder event) {
        Ticker ticker = tickers.get(event.instrumentId());
        ticker.on(event.priceTicks(), event.quantityWh(), timestampMs);
        changed.add(ticker);
    }

    /** The best of a book may have changed. On the matching thread. */
    void touch(int instrumentId) {
        changed.add(tickers.get(instrumentId));
    }

    /** After the books. */
    void publish(long timestampMs) {
        if (changed.isEmpty()) return;
        for (Ticker ticker : changed) ticker.readers.tell(() -> ticker.json(timestampMs));
        changed.clear();
    }

    /** As JSON. */
    public byte[] now(Instrument instrument) {
        return tickers.get(instrument.id()).json(nowMs.getAsLong());
    }

    Subscription join(Instrument instrument, Outbound outbound) {
        return tickers.get(instrument.id()).readers.join(outbound);
    }
}
