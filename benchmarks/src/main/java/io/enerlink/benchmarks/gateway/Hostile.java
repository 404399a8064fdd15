package io.enerlink.benchmarks.gateway;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** A connection that means harm, and comes back whenever it is thrown out. */
final class Hostile extends ChannelInboundHandlerAdapter {
    private static final String UPGRADE = "GET /ws/v1 HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";
    private static final byte[] HUGE = {(byte) 0x81, (byte) 0xFF, 0, 0, 0, 0x7F, 0, 0, 0, 0, 0, 0, 0, 0};
    private static final byte[] FRAGMENT = {0x01, (byte) 0x81, 0, 0, 0, 0, 'a'};
    private static final byte[] QUESTION = WireLine.frame("{\"id\":1,\"method\":\"orders.open\"}");
    private static final byte[] MALFORMED = WireLine.frame("{{{{".repeat(25));
    private static final int BACK_MS = 1_000;
    private static final int EVERY_MS = 100;

    /** Ways to be a nuisance. */
    enum Way {
        SILENT, SLOW_HEADER, GARBAGE, HALF_OPEN, HUGE_FRAME, MALFORMED, FRAGMENTS, FLOOD, NEVER_READS;

        private byte[] first() {
            return switch (this) {
                case SILENT -> new byte[0];
                case SLOW_HEADER -> "GET /ws/v1 HTTP/1.1\r\nX: ".getBytes(StandardCharsets.US_ASCII);
                case GARBAGE -> "\0 no HTTP at all\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
                default -> UPGRADE.getBytes(StandardCharsets.US_ASCII);
            };
        }

        /** What it goes on with, every now and then. */
        private byte[] next() {
            return switch (this) {
                case SILENT, HALF_OPEN, GARBAGE -> new byte[0];
                case SLOW_HEADER -> new byte[]{'x'};
                case HUGE_FRAME -> HUGE;
                case MALFORMED -> Hostile.MALFORMED;
                case FRAGMENTS -> FRAGMENT;
                case FLOOD, NEVER_READS -> QUESTION;
            };
        }

        private int times() {
            return this == FLOOD ? 20 : 1;
        }
    }

    private final Way way;
    private final EventLoopGroup loops;
    private final int port;
    private final LongAdder thrownOut;
    private final LongAdder sent;

    Hostile(Way way, EventLoopGroup loops, int port, LongAdder thrownOut, LongAdder sent) {
        this.way = way;
        this.loops = loops;
        this.port = port;
        this.thrownOut = thrownOut;
        this.sent = sent;
    }

    void connect() {
        new Bootstrap().group(loops).channel(Loops.channel()).option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_RCVBUF, 4_096).handler(this).connect("127.0.0.1", port)
                .addListener(done -> {
                    if (!done.isSuccess()) comeBack();
                });
    }

    private void comeBack() {
        if (loops.isShuttingDown()) return;
        loops.schedule(() -> new Hostile(way, loops, port, thrownOut, sent).connect(), BACK_MS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        if (way == Way.NEVER_READS) ctx.channel().config().setAutoRead(false);
        ctx.writeAndFlush(Unpooled.wrappedBuffer(way.first()));
        ctx.executor().schedule(() -> goOn(ctx), EVERY_MS, TimeUnit.MILLISECONDS);
    }

    private void goOn(ChannelHandlerContext ctx) {
        if (!ctx.channel().isActive()) return;
        byte[] next = way.next();
        for (int i = 0; i < way.times() && ctx.channel().isWritable(); i++) {
            ctx.write(Unpooled.wrappedBuffer(next));
            sent.increment();
        }
        ctx.flush();
        ctx.executor().schedule(() -> goOn(ctx), EVERY_MS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        io.netty.util.ReferenceCountUtil.release(message);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        thrownOut.increment();
        comeBack();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable reset) {
        ctx.close();
    }
}
