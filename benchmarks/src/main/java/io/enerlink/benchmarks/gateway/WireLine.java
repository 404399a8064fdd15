package io.enerlink.benchmarks.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * One WebSocket of the load: frames that were made beforehand go out as they are, what comes in is shown where it lies.
 * Knows just enough of the protocol to cost as little as it can.
 */
final class WireLine extends ByteToMessageDecoder {
    private static final byte[] HEAD_ENDS = {'\r', '\n', '\r', '\n'};
    private static final int TEXT = 1;
    private static final int CLOSE = 8;
    private static final int MASK_BYTES = 4;
    private static final int LENGTH_IN_2 = 126;
    private static final int LENGTH_IN_8 = 127;

    /** Sees messages, on the loop; {@code message} only lives during the call. */
    interface Reader {
        void on(WireLine line, ByteBuf message, int offset, int length);
    }

    private final String path;
    private final CompletableFuture<WireLine> opened = new CompletableFuture<>();
    private Channel channel;
    private Reader reader;
    private boolean upgraded;

    WireLine(String path, Reader reader) {
        this.path = path;
        this.reader = reader;
    }

    /** Completes when the server has agreed to speak WebSocket. */
    CompletableFuture<WireLine> opened() {
        return opened;
    }

    Channel channel() { return channel; }

    /** Who sees messages from now on. On the loop. */
    void readBy(Reader newReader) {
        reader = newReader;
    }

    /** Sends bytes that are whole frames. */
    void send(byte[] frames) {
        channel.writeAndFlush(Unpooled.wrappedBuffer(frames), channel.voidPromise());
    }

    /** A text frame of a client, masked with zeros, so that its bytes stay as they are. */
    static byte[] frame(String text) {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        int head = payload.length < LENGTH_IN_2 ? 2 : 4;
        byte[] frame = new byte[head + MASK_BYTES + payload.length];
        frame[0] = (byte) 0x81;
        if (head == 2) {
            frame[1] = (byte) (0x80 | payload.length);
        } else {
            frame[1] = (byte) (0x80 | LENGTH_IN_2);
            frame[2] = (byte) (payload.length >> 8);
            frame[3] = (byte) payload.length;
        }
        System.arraycopy(payload, 0, frame, head + MASK_BYTES, payload.length);
        return frame;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        channel = ctx.channel();
        ctx.writeAndFlush(Unpooled.copiedBuffer("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n"
                + "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                + "Sec-WebSocket-Version: 13\r\n\r\n", StandardCharsets.US_ASCII));
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (!upgraded) upgrade(in);
        while (upgraded && message(in)) {
            // The next may lie behind it.
        }
    }

    private void upgrade(ByteBuf in) {
        int end = in.readableBytes() < HEAD_ENDS.length ? -1
                : io.netty.buffer.ByteBufUtil.indexOf(Unpooled.wrappedBuffer(HEAD_ENDS), in);
        if (end < 0) return;
        String head = in.toString(in.readerIndex(), end - in.readerIndex(), StandardCharsets.US_ASCII);
        in.readerIndex(end + HEAD_ENDS.length);
        if (head.startsWith("HTTP/1.1 101")) {
            upgraded = true;
            opened.complete(this);
        } else {
            opened.completeExceptionally(new IllegalStateException("no WebSocket at " + path + ": " + head));
        }
    }

    /** @return false where the next message is not whole yet */
    private boolean message(ByteBuf in) {
        int from = in.readerIndex();
        int readable = in.readableBytes();
        if (readable < 2) return false;
        int length = in.getByte(from + 1) & 0x7F;
        int head = length == LENGTH_IN_2 ? 4 : length == LENGTH_IN_8 ? 10 : 2;
        if (readable < head) return false;
        if (length == LENGTH_IN_2) length = in.getUnsignedShort(from + 2);
        else if (length == LENGTH_IN_8) length = (int) in.getLong(from + 2);
        if (readable < head + length) return false;
        int opcode = in.getByte(from) & 0xF;
        if (opcode == TEXT) reader.on(this, in, from + head, length);
        else if (opcode == CLOSE)
            throw new IllegalStateException("closed by the server: "
                    + in.toString(from + head + 2, length - 2, StandardCharsets.UTF_8));
        in.readerIndex(from + head + length);
        return true;
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        opened.completeExceptionally(new IllegalStateException("hung up before it spoke WebSocket"));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        System.err.println("a line failed: " + cause);
        opened.completeExceptionally(cause);
        ctx.close();
    }
}
