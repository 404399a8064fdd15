package io.enerlink.gateway.feed;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
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
import io.enerlink.settlement.history.PastTrade;

/** The tape: every trade of every instrument, and the last of each for those who ask later. */
public final class TradeFeed {
    /** How many trades of an instrument are remembered. */
    public static final int REMEMBERED = 1_000;

    private final Map<Integer, Tape> tapes = new ConcurrentHashMap<>();

    /** One instrument's trades. */
    private static final class Tape {
        final Audience audience = new Audience();
        final String symbol;
        private final Deque<PastTrade> last = new ArrayDeque<>();

        Tape(String symbol) { this.symbol = symbol; }

        synchronized void add(PastTrade trade) {
            if (last.size() == REMEMBERED) last.removeFirst();
            last.addLast(trade);
        }

        synchronized void restore(List<PastTrade> newestFirst) {
            last.addAll(newestFirst.reversed());
        }

        synchronized List<PastTrade> before(long tradeId, int limit) {
            return List.copyOf(last).reversed().stream().filter(trade -> trade.tradeId() < tradeId).limit(limit)
                    .toList();
        }
    }

    void add(Instrument instrument) {
        tapes.putIfAbsent(instrument.id(), new Tape(instrument.symbol()));
    }

    void onTraded(long timestampMs, TradedDecoder event) {
        Tape tape = tapes.get(event.instrumentId());
        PastTrade trade = new PastTrade(event.tradeId(), event.priceTicks(), event.quantityWh(), event.takerSide(),
                timestampMs);
        tape.add(trade);
        tape.audience.tell(() -> {
            JsonWriter json = JsonWriter.object().field("channel", "trades").field("symbol", tape.symbol);
            return write(json, trade).end().bytes();
        });
    }

    /** What was before. */
    void restore(Instrument instrument, List<PastTrade> newestFirst) {
        tapes.get(instrument.id()).restore(newestFirst);
    }

    /** The last trades of an instrument below a number, newest first, as JSON; of those that are remembered. */
    byte[] last(Instrument instrument, long beforeTradeId, int limit) {
        return json(instrument.symbol(), tapes.get(instrument.id()).before(beforeTradeId, limit));
    }

    static byte[] json(String symbol, List<PastTrade> trades) {
        JsonWriter json = JsonWriter.object().field("symbol", symbol).array("trades");
        for (PastTrade trade : trades) write(json.item(), trade).end();
        return json.endArray().end().bytes();
    }

    private static JsonWriter write(JsonWriter json, PastTrade trade) {
        return json.field("tradeId", trade.tradeId()).decimal("price", trade.priceTicks(), Decimals.PRICE)
                .decimal("quantity", trade.quantityWh(), Decimals.QUANTITY)
                .field("takerSide", Params.word(Side.of(trade.takerSide()))).field("ts", trade.atMs());
    }

    Subscription join(Instrument instrument, Outbound outbound) {
        return tapes.get(instrument.id()).audience.join(outbound);
    }
}
