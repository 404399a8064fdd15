package io.enerlink.gateway.net;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.enerlink.gateway.protocol.Errors;
import io.enerlink.gateway.protocol.ProtocolException;
import io.enerlink.gateway.protocol.Responses;
import io.enerlink.gateway.session.Rate;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandler;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.util.AttributeKey;
import io.netty.util.concurrent.ImmediateEventExecutor;

/**
 * Gets rid of connections above their number, altogether and of one address, and of those with which an address comes too
 * fast. So many refusals a second an address is told; then it is hung up on without a word. Thread-safe.
 */
final class ConnectionLimit {
    /** How long one that has come too fast should have waited. */
    private static final AttributeKey<Long> WAIT_MS = AttributeKey.valueOf(ConnectionLimit.class, "waitMs");

    private final int max;
    private final int maxPerAddress;
    private final AddressLimit newcomers;
    private final AddressLimit refusals;
    private final ChannelGroup open = new DefaultChannelGroup(ImmediateEventExecutor.INSTANCE);
    private final Map<InetAddress, Integer> byAddress = new ConcurrentHashMap<>();

    ConnectionLimit(int max, GatewayConfig.Addresses addresses, Rate refusals) {
        this.max = max;
        maxPerAddress = addresses.maxConnections();
        newcomers = new AddressLimit(addresses.connections());
        this.refusals = new AddressLimit(refusals);
    }

    int open() { return open.size(); }

    /** Hangs up on who speaks HTTP, and waits until those who were sent a farewell are gone, too. */
    void awaitNone(long timeoutMs) {
        open.close(channel -> channel.pipeline().get(HttpObjectAggregator.class) != null);
        open.newCloseFuture().awaitUninterruptibly(timeoutMs);
    }

    /** For the listening socket: who is only to be hung up on never gets to an event loop of clients. */
    ChannelInboundHandler door() {
        return new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext ctx, Object newcomer) {
                Channel channel = (Channel) newcomer;
                long waitMs = newcomers.take(channel.remoteAddress());
                if (waitMs > 0 && refusals.take(channel.remoteAddress()) > 0) {
                    channel.unsafe().closeForcibly();
                } else {
                    if (waitMs > 0) channel.attr(WAIT_MS).set(waitMs);
                    ctx.fireChannelRead(channel);
                }
            }
        };
    }

    /**
     * Counts a new connection in, or refuses it at once, without waiting for a request.
     *
     * @param tls then it is only hung up on: shaking hands is what a refusal may not cost
     * @return whether it may stay
     */
    boolean admits(Channel channel, boolean tls) {
        Long waitMs = channel.attr(WAIT_MS).get();
        if (waitMs == null && hasRoom(channel)) return true;
        if (tls || waitMs == null && refusals.take(channel.remoteAddress()) > 0) channel.close();
        else
            refuse(channel, waitMs == null ? 0 : waitMs);
        return false;
    }

    private boolean hasRoom(Channel channel) {
        InetAddress address = AddressLimit.of(channel.remoteAddress());
        open.add(channel);
        int here = byAddress.merge(address, 1, Integer::sum);
        channel.closeFuture().addListener(closed -> byAddress.computeIfPresent(address,
                (same, count) -> count == 1 ? null : count - 1));
        return open.size() <= max && here <= maxPerAddress;
    }

    private static void refuse(Channel channel, long waitMs) {
        ProtocolException refused = waitMs > 0
                ? new ProtocolException(Errors.TOO_MANY_CONNECTIONS, "too many new connections of this address", waitMs)
                : Errors.TOO_MANY_CONNECTIONS.because("too many connections, or too many of this address");
        String body = new String(Responses.error(refused), StandardCharsets.US_ASCII);
        String response = "HTTP/1.1 429 Too Many Requests\r\nContent-Type: application/json; charset=utf-8\r\n"
                + "Content-Length: " + body.length() + "\r\nConnection: close\r\n\r\n" + body;
        channel.writeAndFlush(Unpooled.copiedBuffer(response, StandardCharsets.US_ASCII))
                .addListener(ChannelFutureListener.CLOSE);
    }
}
