package io.enerlink.gateway.net;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.enerlink.gateway.protocol.Errors;
import io.enerlink.gateway.protocol.ProtocolException;
import io.enerlink.gateway.protocol.Responses;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.ImmediateEventExecutor;

/** Refuses at once what comes above the number of connections, altogether and from one address. */
@ChannelHandler.Sharable
final class ConnectionLimit extends ChannelInboundHandlerAdapter {
    private static final byte[] REFUSAL = refusal();

    private final int max;
    private final int maxPerAddress;
    private final ChannelGroup open = new DefaultChannelGroup(ImmediateEventExecutor.INSTANCE);
    private final Map<InetAddress, Integer> byAddress = new ConcurrentHashMap<>();

    ConnectionLimit(int max, int maxPerAddress) {
        this.max = max;
        this.maxPerAddress = maxPerAddress;
    }

    private static byte[] refusal() {
        ProtocolException refused = Errors.TOO_MANY_CONNECTIONS
                .because("too many connections, or too many of one address");
        String body = new String(Responses.error(refused), StandardCharsets.US_ASCII);
        return ("HTTP/1.1 429 Too Many Requests\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: "
                + body.length() + "\r\nConnection: close\r\n\r\n" + body).getBytes(StandardCharsets.US_ASCII);
    }

    int open() { return open.size(); }

    /** Hangs up on who speaks HTTP, and waits until those who were sent a farewell are gone, too. */
    void awaitNone(long timeoutMs) {
        open.close(channel -> channel.pipeline().get(HttpObjectAggregator.class) != null);
        open.newCloseFuture().awaitUninterruptibly(timeoutMs);
    }

    /** Without waiting for a request; who speaks TLS is hung up on, for shaking hands is what it may not cost. */
    private static void refuse(ChannelHandlerContext ctx) {
        if (ctx.pipeline().get(SslHandler.class) == null)
            ctx.writeAndFlush(Unpooled.wrappedBuffer(REFUSAL)).addListener(ChannelFutureListener.CLOSE);
        else
            ctx.close();
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        InetAddress address = ((InetSocketAddress) ctx.channel().remoteAddress()).getAddress();
        open.add(ctx.channel());
        int here = byAddress.merge(address, 1, Integer::sum);
        ctx.channel().closeFuture().addListener(closed -> byAddress.computeIfPresent(address,
                (same, count) -> count == 1 ? null : count - 1));
        if (open.size() > max || here > maxPerAddress) {
            refuse(ctx);
        } else {
            ctx.fireChannelActive();
        }
    }
}
