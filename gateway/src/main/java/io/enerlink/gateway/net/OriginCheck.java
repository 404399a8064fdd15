package io.enerlink.gateway.net;

import java.net.InetSocketAddress;
import java.util.Set;

import io.enerlink.gateway.protocol.Errors;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.util.ReferenceCountUtil;

/**
 * Keeps strange web pages from speaking through their visitors' browsers. Every browser names the page's origin when it
 * opens a WebSocket; who names none is no browser.
 */
@ChannelHandler.Sharable
final class OriginCheck extends ChannelInboundHandlerAdapter {
    private final Set<String> allowed;

    /** @param allowed beside the gateway's own page on loopback */
    OriginCheck(Set<String> allowed) {
        this.allowed = allowed;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof FullHttpRequest request && request.headers().contains(HttpHeaderNames.UPGRADE)
                && !isAllowed(ctx, request)) {
            HttpApi.refuse(ctx, request, Errors.ORIGIN_REFUSED.because("pages of this origin may not connect"));
            ReferenceCountUtil.release(message);
        } else {
            ctx.fireChannelRead(message);
        }
    }

    private boolean isAllowed(ChannelHandlerContext ctx, FullHttpRequest request) {
        int port = ((InetSocketAddress) ctx.channel().localAddress()).getPort();
        Set<String> own = Set.of("http://127.0.0.1:" + port, "http://localhost:" + port, "https://127.0.0.1:" + port,
                "https://localhost:" + port);
        return request.headers().getAll(HttpHeaderNames.ORIGIN).stream()
                .allMatch(origin -> allowed.contains(origin) || own.contains(origin));
    }
}
