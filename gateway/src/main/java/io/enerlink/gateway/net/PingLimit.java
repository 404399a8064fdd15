package io.enerlink.gateway.net;

import io.enerlink.gateway.session.Rate;
import io.enerlink.gateway.session.TokenBucket;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.util.ReferenceCountUtil;

/**
 * Lets a client's pings through to be answered while it reads the answers, and as many as it may send requests. The others
 * have none, as RFC 6455 allows: answers that nobody reads would pile up.
 */
final class PingLimit extends ChannelInboundHandlerAdapter {
    private final TokenBucket bucket;

    PingLimit(Rate rate) { bucket = new TokenBucket(rate, System.nanoTime()); }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof PingWebSocketFrame
                && (!ctx.channel().isWritable() || bucket.take(System.nanoTime()) > 0)) {
            ReferenceCountUtil.release(message);
        } else {
            ctx.fireChannelRead(message);
        }
    }
}
