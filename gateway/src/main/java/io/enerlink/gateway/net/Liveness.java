package io.enerlink.gateway.net;

import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler.HandshakeComplete;
import io.netty.util.ReferenceCountUtil;

/**
 * Ends connections that are dead, and those that never say what they want: a first request has to come in time, a
 * message or a pong at least every third heartbeat.
 */
final class Liveness extends ChannelInboundHandlerAdapter {
    private static final int MISSED_HEARTBEATS = 3;

    private final int heartbeatMs;
    private final int handshakeMs;
    private boolean heard;
    private boolean pings;
    private long lastHeardNanos = System.nanoTime();
    private Future<?> deadline;
    private Future<?> heartbeat;

    Liveness(int heartbeatMs, int handshakeMs) {
        this.heartbeatMs = heartbeatMs;
        this.handshakeMs = handshakeMs;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        deadline = ctx.executor().schedule(() -> {
            if (!heard) ctx.close();
        }, handshakeMs, TimeUnit.MILLISECONDS);
        startHeart(ctx);
        ctx.fireChannelActive();
    }

    private void startHeart(ChannelHandlerContext ctx) {
        heartbeat = ctx.executor().scheduleAtFixedRate(() -> beat(ctx), heartbeatMs, heartbeatMs,
                TimeUnit.MILLISECONDS);
    }

    /** It leaves its event loop, perhaps for another one. */
    @Override
    public void channelUnregistered(ChannelHandlerContext ctx) {
        if (heartbeat != null) heartbeat.cancel(false);
        ctx.fireChannelUnregistered();
    }

    @Override
    public void channelRegistered(ChannelHandlerContext ctx) {
        if (heartbeat != null) startHeart(ctx);
        ctx.fireChannelRegistered();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (heartbeat != null) {
            deadline.cancel(false);
            heartbeat.cancel(false);
        }
        ctx.fireChannelInactive();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        heard = true;
        lastHeardNanos = System.nanoTime();
        if (message instanceof PongWebSocketFrame) {
            ReferenceCountUtil.release(message);
        } else {
            ctx.fireChannelRead(message);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof HandshakeComplete) {
            heard = true;
            pings = true;
            lastHeardNanos = System.nanoTime();
        }
        ctx.fireUserEventTriggered(event);
    }

    private void beat(ChannelHandlerContext ctx) {
        long silentMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - lastHeardNanos);
        if (silentMs >= (long) MISSED_HEARTBEATS * heartbeatMs) {
            ctx.close();
        } else if (pings && ctx.channel().isWritable()) {
            ctx.writeAndFlush(new PingWebSocketFrame());
        }
    }
}
