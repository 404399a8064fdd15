package io.enerlink.gateway.net;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

import io.enerlink.gateway.session.Gathering;
import io.enerlink.gateway.session.Session;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler.HandshakeComplete;
import io.netty.util.concurrent.FastThreadLocal;

/** One client's frames: text is a request, anything else closes the connection. Knows no trading rule. */
final class WebSocketFrames extends SimpleChannelInboundHandler<WebSocketFrame> {
    private static final Logger LOG = LoggerFactory.getLogger(WebSocketFrames.class);
    private static final int UNSUPPORTED_DATA = 1003;
    private static final int MESSAGE_TOO_BIG = 1009;

    private static final FastThreadLocal<byte[]> TEXT = new FastThreadLocal<>() {
        @Override
        protected byte[] initialValue() {
            return new byte[GatewayConfig.MAX_FRAME_BYTES];
        }
    };

    private final Sessions sessions;
    private final int maxQueuedBytes;
    private final Gathering gathering;
    private final EventLoopGroup members;
    private Connection connection;
    private Session session;

    /** @param members event loops of those who have signed in */
    WebSocketFrames(Sessions sessions, int maxQueuedBytes, Gathering gathering, EventLoopGroup members) {
        this.sessions = sessions;
        this.maxQueuedBytes = maxQueuedBytes;
        this.gathering = gathering;
        this.members = members;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof HandshakeComplete) {
            ctx.pipeline().remove(ChannelSetup.FLOW);
            connection = new Connection(ctx.channel(), maxQueuedBytes, gathering, members,
                    () -> session.resume());
            session = sessions.open(connection, ctx.channel().remoteAddress());
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
        if (session == null || connection.isClosing()) return;
        if (frame instanceof TextWebSocketFrame text) {
            handle(text.content());
        } else {
            connection.close(UNSUPPORTED_DATA, "only text frames");
        }
    }

    /** A request is read from an array of the loop's own: Netty's memory lies beside the heap. */
    private void handle(ByteBuf text) {
        byte[] bytes = TEXT.get();
        int length = text.readableBytes();
        text.readBytes(bytes, 0, length);
        sessions.handle(session, bytes, 0, length);
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
            about(ctx, LOG.atDebug()).log("connection closed: {}", cause.getMessage());
        } else if (cause instanceof DecoderException) {
            about(ctx, LOG.atDebug()).log("connection closed before it spoke the protocol: {}", cause.getMessage());
            ctx.close();
        } else if (cause instanceof java.io.IOException || cause instanceof PrematureChannelClosureException) {
            ctx.close(); // gone, perhaps in the middle of a message; who does that on purpose is not to fill the log
        } else {
            about(ctx, LOG.atError()).setCause(cause).log("a connection failed");
            ctx.close();
        }
    }

    private LoggingEventBuilder about(ChannelHandlerContext ctx, LoggingEventBuilder line) {
        return line.addKeyValue("connection", session == null ? HttpApi.connection(ctx) : session.id());
    }
}
