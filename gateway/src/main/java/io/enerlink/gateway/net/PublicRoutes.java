package io.enerlink.gateway.net;

import io.enerlink.gateway.feed.CandleFeed;
import io.enerlink.gateway.feed.Feeds;
import io.enerlink.gateway.feed.Interval;
import io.enerlink.gateway.feed.TradeFeed;
import io.enerlink.gateway.protocol.Decimals;
import io.enerlink.gateway.protocol.JsonWriter;
import io.enerlink.gateway.session.Instrument;
import io.enerlink.gateway.session.Instruments;
import java.util.concurrent.CompletableFuture;

/** What everybody may ask over HTTP. */
final class PublicRoutes {
    private static final int MAX_DEPTH = 1_000;
    private static final int DEFAULT_DEPTH = 100;

    private final Instruments instruments;
    private final Feeds feeds;

    PublicRoutes(Instruments instruments, Feeds feeds) {
        this.instruments = instruments;
        this.feeds = feeds;
    }

    void addTo(Routes routes) {
        routes.get("/api/v1/time", PublicRoutes::time).get("/api/v1/instruments", this::instruments)
                .get("/api/v1/book", this::book).get("/api/v1/ticker", this::ticker)
                .getLater("/api/v1/trades", this::trades).getLater("/api/v1/candles", this::candles);
    }

    private static byte[] time(HttpCall call) {
        call.only();
        return JsonWriter.object().field("ts", System.currentTimeMillis()).end().bytes();
    }

    private byte[] instruments(HttpCall call) {
        call.only();
        JsonWriter json = JsonWriter.object().array("instruments");
        for (Instrument instrument : instruments.all()) {
            json.item().field("symbol", instrument.symbol()).field("base", "ETK").field("quote", "IDRS")
                    .decimal("lot", instrument.lotWh(), Decimals.QUANTITY)
                    .decimal("tick", instrument.tickSize(), Decimals.PRICE)
                    .decimal("minNotional", instrument.minNotional(), Decimals.IDRS)
                    .decimal("bandLow", instrument.bandLowTicks(), Decimals.PRICE)
                    .decimal("bandHigh", instrument.bandHighTicks(), Decimals.PRICE)
                    .field("makerFeeBps", instrument.makerFeeBps()).field("takerFeeBps", instrument.takerFeeBps())
                    .end();
        }
        return json.endArray().end().bytes();
    }

    private byte[] book(HttpCall call) {
        call.only("symbol", "depth");
        int depth = (int) call.whole("depth", 1, MAX_DEPTH, DEFAULT_DEPTH);
        return feeds.books().snapshot(instruments.bySymbol(call.required("symbol")), depth);
    }

    private CompletableFuture<Reply> trades(HttpCall call) {
        call.only("symbol", "before", "limit");
        int limit = (int) call.whole("limit", 1, TradeFeed.REMEMBERED, DEFAULT_DEPTH);
        long before = call.whole("before", 1, Long.MAX_VALUE, 0);
        return feeds.trades(instruments.bySymbol(call.required("symbol")), before, limit).thenApply(Reply::json);
    }

    private byte[] ticker(HttpCall call) {
        call.only("symbol");
        return feeds.tickers().now(instruments.bySymbol(call.required("symbol")));
    }

    private CompletableFuture<Reply> candles(HttpCall call) {
        call.only("symbol", "interval", "before", "limit");
        int limit = (int) call.whole("limit", 1, CandleFeed.REMEMBERED, DEFAULT_DEPTH);
        long before = call.whole("before", 1, Long.MAX_VALUE, 0);
        Interval interval = Interval.of(call.required("interval"));
        return feeds.candles(instruments.bySymbol(call.required("symbol")), interval, before, limit)
                .thenApply(Reply::json);
    }
}
