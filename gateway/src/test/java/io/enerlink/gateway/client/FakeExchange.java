package io.enerlink.gateway.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler.HandshakeComplete;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** A WebSocket server that greets, signs everybody in, and otherwise says what the test tells it to. */
public final class FakeExchange implements AutoCloseable {
    public static final String MARKET = "0x5fbdb2315678afecb367f032d93f642f64180aa3";
    private static final ObjectMapper JSON = new ObjectMapper();

    public final BlockingQueue<JsonNode> requests = new LinkedBlockingQueue<>();
    volatile long lastNonce;
    volatile int chainId = 31337;
    /** The result of a request as JSON, an object with "error", or null for silence. */
    public volatile Function<JsonNode, String> answers = request -> "{}";

    private final EventLoopGroup threads = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final ChannelGroup connections = new DefaultChannelGroup(threads.next());
    private final Channel server;
    private final int port;

    public FakeExchange() {
        server = new ServerBootstrap().group(threads).channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new HttpServerCodec(), new HttpObjectAggregator(1 << 16),
                                new WebSocketServerProtocolHandler("/ws/v1"), new Conversation());
                    }
                }).bind("127.0.0.1", 0).syncUninterruptibly().channel();
        port = ((InetSocketAddress) server.localAddress()).getPort();
    }

    /** Short patience, so that tests need none. */
    public ClientConfig config() {
        return new ClientConfig(URI.create("ws://127.0.0.1:" + port + "/ws/v1"), null, Duration.ofSeconds(10),
                Duration.ofSeconds(10), Duration.ofMillis(10), Duration.ofMillis(50), Duration.ofSeconds(60), 16);
    }

    public void push(String message) {
        connections.writeAndFlush(new TextWebSocketFrame(message));
    }

    /** Cuts every connection without a farewell. */
    public void drop() {
        connections.close().syncUninterruptibly();
    }

    /** The next request of a method; earlier ones of others are passed over. */
    public JsonNode next(String method) throws InterruptedException {
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (true) {
            JsonNode request = requests.poll(deadlineNs - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (request == null) throw new AssertionError("no " + method + " came");
            if (request.path("method").asText().equals(method)) return request;
        }
    }

    @Override
    public void close() {
        if (threads.isShutdown()) return;
        server.close().syncUninterruptibly();
        threads.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private final class Conversation extends SimpleChannelInboundHandler<TextWebSocketFrame> {
        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (!(event instanceof HandshakeComplete)) return;
            connections.add(ctx.channel());
            ctx.writeAndFlush(new TextWebSocketFrame("""
                    {"channel":"status","type":"connected","connId":1,"ts":1,"heartbeatMs":20000,"domain":
                    {"name":"EnerLink","version":"1","chainId":%d,"verifyingContract":"%s"}}"""
                    .formatted(chainId, MARKET)));
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, TextWebSocketFrame frame) throws Exception {
            JsonNode request = JSON.readTree(frame.text());
            String result = switch (request.path("method").asText()) {
                case "session.challenge" -> "{\"challenge\":\"0x" + "ab".repeat(32) + "\",\"expiresAt\":1}";
                case "session.logon" -> "{\"accountId\":1,\"epoch\":3,\"lastNonce\":\"" + lastNonce + "\"}";
                default -> answers.apply(request);
            };
            requests.add(request);
            if (result == null) return;
            String body = result.contains("\"error\"") ? result.substring(1)
                    : "\"status\":200,\"result\":" + result + "}";
            ctx.writeAndFlush(new TextWebSocketFrame("{\"id\":" + request.path("id") + "," + body));
        }
    }
}
