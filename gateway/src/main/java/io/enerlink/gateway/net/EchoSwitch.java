package io.enerlink.gateway.net;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;

/**
 * Stands in the place of the protocol's handshake and decides with the first request: one for {@code /echo} makes a
 * connection that sends back what it gets, for conformance suites; any other one that speaks the protocol.
 */
final class EchoSwitch extends ChannelInboundHandlerAdapter {
    static final String PATH = "/echo";

    private static final int MAX_BYTES = 16 << 20;

    private final WebSocketServerProtocolConfig protocol;
    private final WebSocketServerProtocolConfig echo;

    /** @param protocol how to shake hands elsewhere */
    EchoSwitch(WebSocketServerProtocolConfig protocol, int handshakeMs) {
        this.protocol = protocol;
        echo = WebSocketServerProtocolConfig.newBuilder().websocketPath(PATH).sendCloseFrame(null)
                .handshakeTimeoutMillis(handshakeMs)
                .decoderConfig(WebSocketDecoderConfig.newBuilder().maxFramePayloadLength(MAX_BYTES)
                        .expectMaskedFrames(true).allowExtensions(false).closeOnProtocolViolation(true)
                        .withUTF8Validator(true).build())
                .build();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof FullHttpRequest request) {
            ChannelPipeline pipeline = ctx.pipeline();
            boolean echoes = request.uri().equals(PATH);
            if (echoes) {
                pipeline.remove(ChannelSetup.FLOW);
                pipeline.remove(WebSocketFrames.class);
                pipeline.addAfter(pipeline.context(WebSocketFrameAggregator.class).name(), null, new Echo());
                pipeline.replace(WebSocketFrameAggregator.class, null, new WebSocketFrameAggregator(MAX_BYTES));
            }
            pipeline.addAfter(ctx.name(), null, new WebSocketServerProtocolHandler(echoes ? echo : protocol));
            ctx.fireChannelRead(message);
            pipeline.remove(this);
        } else {
            ctx.fireChannelRead(message);
        }
    }

    /** Sends back every message. */
    private static final class Echo extends SimpleChannelInboundHandler<WebSocketFrame> {
        @Override
        protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
            ctx.writeAndFlush(frame.retain());
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }
}
