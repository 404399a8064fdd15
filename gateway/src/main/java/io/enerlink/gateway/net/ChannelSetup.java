package io.enerlink.gateway.net;

import io.enerlink.gateway.session.Gathering;
import io.enerlink.gateway.session.Rate;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.flow.FlowControlHandler;

/** The handlers of a connection in their order, one a concern. */
final class ChannelSetup extends ChannelInitializer<SocketChannel> {
    private static final String PATH = "/ws/v1";
    /** Holds HTTP requests back while one is being answered; a WebSocket does without. */
    static final String FLOW = "flow";
    private static final String SUBPROTOCOL = "enerlink.v1.json";

    private final GatewayConfig.Connections config;
    private final ConnectionLimit limit;
    private final Sessions sessions;
    private final Gathering gathering;
    private final EventLoopGroup members;
    private final WebPage page;
    private final HttpApi http;
    private final TlsContext tls;
    private final OriginCheck origins;
    private final boolean echo;
    private final Rate pings;
    private final WebSocketServerProtocolConfig webSocket;

    /**
     * @param members event loops of those who have signed in
     * @param tls     null: without
     */
    ChannelSetup(GatewayConfig config, ConnectionLimit limit, Sessions sessions, Gathering gathering,
            EventLoopGroup members, WebPage page, HttpApi http, TlsContext tls) {
        this.config = config.connections();
        this.limit = limit;
        this.sessions = sessions;
        this.gathering = gathering;
        this.members = members;
        this.page = page;
        this.http = http;
        this.tls = tls;
        origins = new OriginCheck(config.access().origins());
        echo = config.access().echo();
        pings = new Rate(config.session().requestsPerSecond(), config.session().requestBurst());
        webSocket = WebSocketServerProtocolConfig.newBuilder().websocketPath(PATH).subprotocols(SUBPROTOCOL)
                .sendCloseFrame(null)
                .handshakeTimeoutMillis(this.config.handshakeMs()).dropPongFrames(false)
                .decoderConfig(WebSocketDecoderConfig.newBuilder().maxFramePayloadLength(GatewayConfig.MAX_FRAME_BYTES)
                        .expectMaskedFrames(true).allowExtensions(false).closeOnProtocolViolation(true)
                        .withUTF8Validator(true).build())
                .build();
    }

    @Override
    protected void initChannel(SocketChannel channel) {
        if (!limit.admits(channel, tls != null)) return;
        ChannelPipeline pipeline = channel.pipeline();
        if (tls != null) pipeline.addLast(tls.handler(channel.alloc()));
        pipeline
                .addLast(new HttpServerCodec())
                .addLast(new HttpBodies(GatewayConfig.MAX_FRAME_BYTES))
                .addLast(FLOW, new FlowControlHandler())
                .addLast(origins)
                .addLast(new PingLimit(pings))
                .addLast(echo ? new EchoSwitch(webSocket, config.handshakeMs())
                        : new WebSocketServerProtocolHandler(webSocket))
                .addLast(new Liveness(config.heartbeatMs(), config.handshakeMs()))
                .addLast(new WebSocketFrameAggregator(GatewayConfig.MAX_FRAME_BYTES))
                .addLast(new WebSocketFrames(sessions, config.maxQueuedBytes(), gathering, members))
                .addLast(page)
                .addLast(http);
    }
}
