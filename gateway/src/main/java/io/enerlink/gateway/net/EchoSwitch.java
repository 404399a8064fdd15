package io.enerlink.gateway.net;

import io.netty.channel.ChannelHandler;
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

/** Turns a connection that asks for {@code /echo} into one that sends back what it gets: for conformance suites. */
@ChannelHandler.Sharable
final class EchoSwitch extends ChannelInboundHandlerAdapter {
    static final String PATH = "/echo";

    private static final int MAX_BYTES = 16 << 20;

    private final WebSocketServerProtocolConfig webSocket;

    EchoSwitch(int handshakeMs) {
        webSocket = WebSocketServerProtocolConfig.newBuilder().websocketPath(PATH).handshakeTimeoutMillis(handshakeMs)
                .decoderConfig(WebSocketDecoderConfig.newBuilder().maxFramePayloadLength(MAX_BYTES)
                        .expectMaskedFrames(true).allowExtensions(false).closeOnProtocolViolation(true)
                        .withUTF8Validator(true).build())
                .build();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof FullHttpRequest request && request.uri().equals(PATH)) {
            ChannelPipeline pipeline = ctx.pipeline();
            pipeline.remove(ChannelSetup.FLOW);
            pipeline.remove(WebSocketFrames.class);
            pipeline.replace(WebSocketFrameAggregator.class, null, new Echo());
            pipeline.addBefore(pipeline.context(Echo.class).name(), null, new WebSocketFrameAggregator(MAX_BYTES));
            pipeline.replace(WebSocketServerProtocolHandler.class, null, new WebSocketServerProtocolHandler(webSocket));
        }
        ctx.fireChannelRead(message);
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
