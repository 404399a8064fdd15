package io.enerlink.gateway.feed;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

import io.enerlink.engine.matching.TradingState;
import io.enerlink.engine.message.AuctionUncrossedDecoder;
import io.enerlink.engine.message.TradedDecoder;
import io.enerlink.engine.message.TradingChangedDecoder;
import io.enerlink.gateway.protocol.Decimals;
import io.enerlink.gateway.protocol.JsonWriter;
import io.enerlink.gateway.protocol.Params;
import io.enerlink.gateway.session.Instrument;
import io.enerlink.gateway.session.Outbound;
import io.enerlink.gateway.session.Subscription;

/** Whether an instrument is in a call auction, what that would do now, and what it did. */
public final class AuctionFeed {
    private final BookFeed books;
    private final LongSupplier nowMs;
    private final Map<Integer, Auction> auctions = new ConcurrentHashMap<>();
    private final Set<Auction> changed = new HashSet<>();

    AuctionFeed(BookFeed books, LongSupplier nowMs) {
        this.books = books;
        this.nowMs = nowMs;
    }

    /** One instrument's. */
    private final class Auction {
        private final Instrument instrument;
        private final Latest readers = new Latest(() -> now(nowMs.getAsLong()));
        private final Audience uncrossings = new Audience();
        private volatile TradingState state = TradingState.OPEN;
        private volatile long lastTicks;

        Auction(Instrument instrument) { this.instrument = instrument; }

        byte[] now(long timestampMs) {
            JsonWriter json = begin("state").field("state", Params.word(state));
            Indicative indicative = state == TradingState.AUCTION ? books.indicative(instrument, lastTicks) : null;
            if (indicative != null) {
                write(json, indicative.priceTicks(), indicative.quantityWh(), indicative.surplusWh());
            }
            return json.field("ts", timestampMs).end().bytes();
        }

        void uncrossed(long priceTicks, long quantityWh, long surplusWh, long timestampMs) {
            uncrossings.tell(() -> write(begin("uncrossed"), priceTicks, quantityWh, surplusWh)
                    .field("ts", timestampMs).end().bytes());
        }

        private JsonWriter begin(String type) {
            return JsonWriter.object().field("channel", "auction").field("type", type)
                    .field("symbol", instrument.symbol());
        }

        private static JsonWriter write(JsonWriter json, long priceTicks, long quantityWh, long surplusWh) {
            return json.decimal("price", priceTicks, Decimals.PRICE).decimal("quantity", quantityWh, Decimals.QUANTITY)
                    .decimal("surplus", surplusWh, Decimals.QUANTITY);
        }
    }

    void add(Instrument instrument) {
        auctions.putIfAbsent(instrument.id(), new Auction(instrument));
    }

    void onTraded(TradedDecoder event) {
        auctions.get(event.instrumentId()).lastTicks = event.priceTicks();
    }

    void onTradingChanged(TradingChangedDecoder event) {
        for (Auction auction : auctions.values()) {
            if (event.instrumentId() != 0 && event.instrumentId() != auction.instrument.id()) continue;
            auction.state = TradingState.of(event.state());
            changed.add(auction);
        }
    }

    void onUncrossed(long timestampMs, AuctionUncrossedDecoder event) {
        auctions.get(event.instrumentId()).uncrossed(event.priceTicks(), event.quantityWh(), event.surplusWh(),
                timestampMs);
    }

    /** The book has changed. On the matching thread. */
    void touch(int instrumentId) {
        Auction auction = auctions.get(instrumentId);
        if (auction.state == TradingState.AUCTION) changed.add(auction);
    }

    /** After the books. */
    void publish(long timestampMs) {
        if (changed.isEmpty()) return;
        for (Auction auction : changed) auction.readers.tell(() -> auction.now(timestampMs));
        changed.clear();
    }

    Subscription join(Instrument instrument, Outbound outbound) {
        Auction auction = auctions.get(instrument.id());
        Subscription states = auction.readers.join(outbound);
        Subscription uncrossings = auction.uncrossings.join(outbound);
        return new Subscription() {
            @Override
            public void resume() {
                states.resume();
            }

            @Override
            public void close() {
                states.close();
                uncrossings.close();
            }
        };
    }
}
