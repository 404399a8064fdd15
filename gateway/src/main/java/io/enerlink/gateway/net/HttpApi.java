package io.enerlink.gateway.net;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.enerlink.gateway.feed.CandleFeed;
import io.enerlink.gateway.feed.Feeds;
import io.enerlink.gateway.feed.Interval;
import io.enerlink.gateway.feed.TradeFeed;
import io.enerlink.gateway.protocol.Decimals;
import io.enerlink.gateway.protocol.Errors;
import io.enerlink.gateway.protocol.JsonWriter;
import io.enerlink.gateway.protocol.ProtocolException;
import io.enerlink.gateway.protocol.Responses;
import io.enerlink.gateway.session.Instrument;
import io.enerlink.gateway.session.Instruments;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;

/** Public data and health for tools that speak HTTP. Every answer is JSON, errors too. */
@ChannelHandler.Sharable
final class HttpApi extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final Logger LOG = LoggerFactory.getLogger(HttpApi.class);
    private static final String HEALTH = "/health/";
    private static final int MAX_DEPTH = 1_000;
    private static final int DEFAULT_DEPTH = 100;

    private final Instruments instruments;
    private final Feeds feeds;
    private final AddressLimit limit;
    private final BooleanSupplier ready;

    HttpApi(Instruments instruments, Feeds feeds, AddressLimit limit, BooleanSupplier ready) {
        this.instruments = instruments;
        this.feeds = feeds;
        this.limit = limit;
        this.ready = ready;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
        try {
            if (!request.decoderResult().isSuccess()) throw Errors.INVALID_REQUEST.because("not HTTP");
            if (!request.uri().startsWith(HEALTH)) limit.take(ctx.channel().remoteAddress());
            respond(ctx, request, HttpResponseStatus.OK, answer(request));
        } catch (ProtocolException refused) {
            refuse(ctx, request, refused);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!(cause instanceof java.io.IOException)) LOG.error("an HTTP request failed", cause);
        ctx.close();
    }

    private byte[] answer(FullHttpRequest request) {
        if (!request.method().equals(HttpMethod.GET)) throw Errors.METHOD_NOT_ALLOWED.because("only GET");
        Query query = Query.of(request.uri());
        return switch (query.path()) {
            case "/api/v1/time" -> time(query);
            case "/api/v1/instruments" -> instruments(query);
            case "/api/v1/book" -> book(query);
            case "/api/v1/trades" -> trades(query);
            case "/api/v1/candles" -> candles(query);
            case "/health/live" -> state("live");
            case "/health/ready" -> ready();
            default -> throw Errors.NOT_FOUND.because("there is no " + query.path());
        };
    }

    private byte[] ready() {
        if (!ready.getAsBoolean()) throw Errors.UNAVAILABLE.because("not ready");
        return state("ready");
    }

    private static byte[] state(String state) {
        return JsonWriter.object().field("state", state).end().bytes();
    }

    private static byte[] time(Query query) {
        query.only(Set.of());
        return JsonWriter.object().field("ts", System.currentTimeMillis()).end().bytes();
    }

    private byte[] instruments(Query query) {
        query.only(Set.of());
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

    private byte[] book(Query query) {
        query.only(Set.of("symbol", "depth"));
        int depth = query.whole("depth", 1, MAX_DEPTH, DEFAULT_DEPTH);
        return feeds.books().snapshot(instruments.bySymbol(query.required("symbol")), depth);
    }

    private byte[] trades(Query query) {
        query.only(Set.of("symbol", "limit"));
        int limit = query.whole("limit", 1, TradeFeed.REMEMBERED, DEFAULT_DEPTH);
        return feeds.trades().last(instruments.bySymbol(query.required("symbol")), limit);
    }

    private byte[] candles(Query query) {
        query.only(Set.of("symbol", "interval", "limit"));
        int limit = query.whole("limit", 1, CandleFeed.REMEMBERED, DEFAULT_DEPTH);
        Interval interval = Interval.of(query.required("interval"));
        return feeds.candles().last(instruments.bySymbol(query.required("symbol")), interval, limit);
    }

    static void refuse(ChannelHandlerContext ctx, FullHttpRequest request, ProtocolException refused) {
        respond(ctx, request, HttpResponseStatus.valueOf(refused.error().status()), Responses.error(refused));
    }

    private static void respond(ChannelHandlerContext ctx, FullHttpRequest request, HttpResponseStatus status,
            byte[] body) {
        FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status,
                Unpooled.wrappedBuffer(body));
        boolean keepAlive = HttpUtil.isKeepAlive(request) && request.decoderResult().isSuccess();
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, "application/json; charset=utf-8")
                .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
                .set("X-Content-Type-Options", "nosniff")
                .setInt(HttpHeaderNames.CONTENT_LENGTH, body.length);
        HttpUtil.setKeepAlive(response, keepAlive);
        var written = ctx.writeAndFlush(response);
        if (!keepAlive) written.addListener(ChannelFutureListener.CLOSE);
    }

    /** The path and the parameters of a request. */
    private record Query(String path, Map<String, List<String>> parameters) {
        static Query of(String uri) {
            try {
                QueryStringDecoder decoder = new QueryStringDecoder(uri, StandardCharsets.UTF_8);
                return new Query(decoder.path(), decoder.parameters());
            } catch (IllegalArgumentException badEscape) {
                throw Errors.INVALID_REQUEST.because("the address cannot be read: " + badEscape.getMessage());
            }
        }

        void only(Set<String> known) {
            for (Map.Entry<String, List<String>> parameter : parameters.entrySet()) {
                String name = parameter.getKey();
                if (!known.contains(name)) throw Errors.UNKNOWN_FIELD.because("unknown parameter \"" + name + "\"");
                if (parameter.getValue().size() > 1) throw Errors.DUPLICATE_FIELD.because(name + " stands there twice");
            }
        }

        String required(String name) {
            if (!parameters.containsKey(name)) throw Errors.MISSING_FIELD.because("\"" + name + "\" is missing");
            return parameters.get(name).get(0);
        }

        int whole(String name, int min, int max, int otherwise) {
            if (!parameters.containsKey(name)) return otherwise;
            try {
                int value = Integer.parseInt(required(name));
                if (value >= min && value <= max) return value;
            } catch (NumberFormatException notANumber) {
                throw Errors.WRONG_TYPE.because(name + " must be a whole number");
            }
            throw Errors.INVALID_VALUE.because(name + " must be from " + min + " to " + max);
        }
    }
}
