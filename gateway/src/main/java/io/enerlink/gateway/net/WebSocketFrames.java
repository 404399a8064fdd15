package io.enerlink.gateway.net;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.enerlink.gateway.session.Session;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler.HandshakeComplete;

/** One client's frames: text is a request, anything else closes the connection. Knows no trading rule. */
final class WebSocketFrames extends SimpleChannelInboundHandler<WebSocketFrame> {
    private static final Logger LOG = LoggerFactory.getLogger(WebSocketFrames.class);
    private static final int UNSUPPORTED_DATA = 1003;
    private static final int MESSAGE_TOO_BIG = 1009;

    private final Sessions sessions;
    private final int maxQueuedBytes;
    private Connection connection;
    private Session session;

    WebSocketFrames(Sessions sessions, int maxQueuedBytes) {
        this.sessions = sessions;
        this.maxQueuedBytes = maxQueuedBytes;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof HandshakeComplete) {
            ctx.pipeline().remove(ChannelSetup.FLOW);
            connection = new Connection(ctx.channel(), maxQueuedBytes, () -> session.resume());
            session = sessions.open(connection);
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
        if (session == null) return;
        if (frame instanceof TextWebSocketFrame text) {
            sessions.handle(session, text.text());
        } else {
            connection.close(UNSUPPORTED_DATA, "only text frames");
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (connection != null && ctx.channel().isWritable()) connection.drain();
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (session != null) {
            sessions.close(session, ctx.executor());
            connection.closed();
        }
        session = null;
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof TooLongFrameException && connection != null) {
            connection.close(MESSAGE_TOO_BIG, "longer than " + GatewayConfig.MAX_FRAME_BYTES + " bytes");
        } else if (cause instanceof CorruptedFrameException) {
            LOG.debug("connection closed: {}", cause.getMessage());
        } else if (cause instanceof DecoderException) {
            LOG.debug("connection closed before it spoke the protocol: {}", cause.getMessage());
            ctx.close();
        } else if (cause instanceof java.io.IOException) {
            ctx.close();
        } else {
            LOG.atError().addKeyValue("connection", session == null ? null : session.id()).setCause(cause)
                    .log("a connection failed");
            ctx.close();
        }
    }
}
