package io.enerlink.gateway.net;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.util.concurrent.ImmediateEventExecutor;

/** Closes at once what comes above the number of connections, altogether and from one address. */
@ChannelHandler.Sharable
final class ConnectionLimit extends ChannelInboundHandlerAdapter {
    private final int max;
    private final int maxPerAddress;
    private final ChannelGroup open = new DefaultChannelGroup(ImmediateEventExecutor.INSTANCE);
    private final Map<InetAddress, Integer> byAddress = new ConcurrentHashMap<>();

    ConnectionLimit(int max, int maxPerAddress) {
        this.max = max;
        this.maxPerAddress = maxPerAddress;
    }

    int open() { return open.size(); }

    /** Hangs up on who speaks HTTP, and waits until those who were sent a farewell are gone, too. */
    void awaitNone(long timeoutMs) {
        open.close(channel -> channel.pipeline().get(HttpObjectAggregator.class) != null);
        open.newCloseFuture().awaitUninterruptibly(timeoutMs);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        InetAddress address = ((InetSocketAddress) ctx.channel().remoteAddress()).getAddress();
        open.add(ctx.channel());
        int here = byAddress.merge(address, 1, Integer::sum);
        ctx.channel().closeFuture().addListener(closed -> byAddress.computeIfPresent(address,
                (same, count) -> count == 1 ? null : count - 1));
        if (open.size() > max || here > maxPerAddress) {
            ctx.close();
        } else {
            ctx.fireChannelActive();
        }
    }
}
