package io.enerlink.gateway.feed;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.enerlink.engine.book.Side;
import io.enerlink.engine.message.TradedDecoder;
import io.enerlink.gateway.protocol.Decimals;
import io.enerlink.gateway.protocol.JsonWriter;
import io.enerlink.gateway.protocol.Params;
import io.enerlink.gateway.session.Instrument;
import io.enerlink.gateway.session.Outbound;
import io.enerlink.gateway.session.Subscription;

/** The tape: every trade of every instrument, and the last of each for those who ask later. */
public final class TradeFeed {
    /** How many trades of an instrument are remembered. */
    public static final int REMEMBERED = 1_000;

    private final Map<Integer, Tape> tapes = new ConcurrentHashMap<>();

    /** A trade in public. */
    private record Trade(long tradeId, long priceTicks, long quantityWh, Side takerSide, long timestampMs) {
        void write(JsonWriter json) {
            json.field("tradeId", tradeId).decimal("price", priceTicks, Decimals.PRICE)
                    .decimal("quantity", quantityWh, Decimals.QUANTITY).field("takerSide", Params.word(takerSide))
                    .field("ts", timestampMs);
        }
    }

    /** One instrument's trades. */
    private static final class Tape {
        final Audience audience = new Audience();
        final String symbol;
        private final Deque<Trade> last = new ArrayDeque<>();

        Tape(String symbol) { this.symbol = symbol; }

        synchronized void add(Trade trade) {
            if (last.size() == REMEMBERED) last.removeFirst();
            last.addLast(trade);
        }

        synchronized JsonWriter write(int limit) {
            JsonWriter json = JsonWriter.object().field("symbol", symbol).array("trades");
            Iterator<Trade> newestFirst = last.descendingIterator();
            for (int i = 0; i < limit && newestFirst.hasNext(); i++) {
                newestFirst.next().write(json.item());
                json.end();
            }
            return json.endArray().end();
        }
    }

    void add(Instrument instrument) {
        tapes.putIfAbsent(instrument.id(), new Tape(instrument.symbol()));
    }

    void onTraded(long timestampMs, TradedDecoder event) {
        Tape tape = tapes.get(event.instrumentId());
        Trade trade = new Trade(event.tradeId(), event.priceTicks(), event.quantityWh(), Side.of(event.takerSide()),
                timestampMs);
        tape.add(trade);
        tape.audience.tell(() -> {
            JsonWriter json = JsonWriter.object().field("channel", "trades").field("symbol", tape.symbol);
            trade.write(json);
            return json.end().bytes();
        });
    }

    /** The last trades of an instrument, newest first, as JSON. */
    public byte[] last(Instrument instrument, int limit) {
        return tapes.get(instrument.id()).write(limit).bytes();
    }

    Subscription join(Instrument instrument, Outbound outbound) {
        return tapes.get(instrument.id()).audience.join(outbound);
    }
}
