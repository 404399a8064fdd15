package io.enerlink.gateway.net;

import java.net.SocketAddress;
import java.util.concurrent.CompletableFuture;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.enerlink.gateway.protocol.Errors;
import io.enerlink.gateway.protocol.ProtocolException;
import io.enerlink.gateway.protocol.Responses;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;

/**
 * Answers HTTP calls by the table of {@link Routes}; errors are JSON. The next call of a connection is read when the
 * answer to the last one has left, so a client that does not read has one answer waiting.
 */
@ChannelHandler.Sharable
final class HttpApi extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final Logger LOG = LoggerFactory.getLogger(HttpApi.class);
    private static final String HEALTH = "/health/";

    private final Routes routes;
    private final AddressLimit limit;

    HttpApi(Routes routes, AddressLimit limit) {
        this.routes = routes;
        this.limit = limit;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
        boolean keepAlive = keepsAlive(request);
        ctx.channel().config().setAutoRead(false);
        begin(ctx, request).whenCompleteAsync((reply, failure) -> {
            if (failure == null) {
                write(ctx, keepAlive, HttpResponseStatus.valueOf(reply.status()), reply);
            } else {
                write(ctx, keepAlive, Errors.refusal(failure, connection(ctx)));
            }
        }, ctx.executor());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!(cause instanceof java.io.IOException))
            LOG.atError().addKeyValue("connection", connection(ctx)).setCause(cause).log("an HTTP request failed");
        ctx.close();
    }

    /** The log's name of a connection that has no session. */
    static String connection(ChannelHandlerContext ctx) {
        return ctx.channel().id().asShortText();
    }

    private CompletableFuture<Reply> begin(ChannelHandlerContext ctx, FullHttpRequest request) {
        try {
            if (HttpBodies.isTooLong(request)) throw tooLong();
            if (!request.decoderResult().isSuccess()) throw Errors.INVALID_REQUEST.because("not HTTP");
            if (!request.uri().startsWith(HEALTH)) limit(ctx.channel().remoteAddress());
            HttpCall call = HttpCall.of(request);
            return routes.find(request.method().name(), call.path()).answer(call);
        } catch (RuntimeException failed) {
            return CompletableFuture.failedFuture(failed);
        }
    }

    /** @throws ProtocolException RATE_LIMIT with the time to wait */
    private void limit(SocketAddress remote) {
        long waitMs = limit.take(remote);
        if (waitMs > 0) {
            throw new ProtocolException(Errors.RATE_LIMIT, "more than " + limit.rate().perSecond()
                    + " HTTP requests a second from this address", waitMs);
        }
    }

    static ProtocolException tooLong() {
        return Errors.TOO_LARGE_MESSAGE.because("the body is longer than " + GatewayConfig.MAX_FRAME_BYTES + " bytes");
    }

    private static boolean keepsAlive(FullHttpRequest request) {
        return HttpUtil.isKeepAlive(request)
                && (request.decoderResult().isSuccess() || HttpBodies.isTooLong(request));
    }

    /** Refuses a request on its way to the protocol's handlers. */
    static void refuse(ChannelHandlerContext ctx, FullHttpRequest request, ProtocolException refused) {
        write(ctx, keepsAlive(request), refused);
    }

    private static void write(ChannelHandlerContext ctx, boolean keepAlive, ProtocolException refused) {
        write(ctx, keepAlive, HttpResponseStatus.valueOf(refused.error().status()),
                Reply.json(Responses.error(refused)));
    }

    private static void write(ChannelHandlerContext ctx, boolean keepAlive, HttpResponseStatus status, Reply reply) {
        FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status,
                Unpooled.wrappedBuffer(reply.body()));
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, reply.type())
                .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
                .set("X-Content-Type-Options", "nosniff")
                .setInt(HttpHeaderNames.CONTENT_LENGTH, reply.body().length);
        HttpUtil.setKeepAlive(response, keepAlive);
        ctx.writeAndFlush(response).addListener(keepAlive ? written -> ctx.channel().config().setAutoRead(true)
                : ChannelFutureListener.CLOSE);
    }
}
