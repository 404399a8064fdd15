package io.enerlink.gateway.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.enerlink.gateway.protocol.JsonWriter;
import io.enerlink.gateway.session.Gathering;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How often a connection is written to, and moved. */
class ConnectionFlushTest {
    private static final int PLENTY = 1 << 20;

    private final Gathering gathering = new Gathering();
    private final Flushes flushes = new Flushes();
    private final EmbeddedChannel channel = new EmbeddedChannel(flushes);
    private final EmbeddedChannel client = new EmbeddedChannel(new WebSocket13FrameDecoder(false, false, PLENTY));
    private final Connection connection = new Connection(channel, PLENTY, gathering, channel.eventLoop(),
            () -> {});

    /** Counts them. */
    private static final class Flushes extends ChannelOutboundHandlerAdapter {
        private int count;

        @Override
        public void flush(ChannelHandlerContext ctx) {
            count++;
            ctx.flush();
        }
    }

    /** Counts how often the channel leaves its event loop. */
    private static final class Moves extends ChannelInboundHandlerAdapter {
        private int count;

        @Override
        public void channelUnregistered(ChannelHandlerContext ctx) {
            count++;
            ctx.fireChannelUnregistered();
        }
    }

    @AfterEach
    void release() {
        channel.finishAndReleaseAll();
        client.finishAndReleaseAll();
    }

    @Test
    void whatABatchHasForAConnectionGoesOutAtOnce() {
        gathering.begin();
        connection.send(JsonWriter.object().field("a", 1).end());
        connection.send("{\"b\":2}".getBytes(StandardCharsets.UTF_8));
        gathering.begin();
        connection.send(JsonWriter.object().field("c", 3).end());
        channel.runPendingTasks();
        assertNull(read());

        gathering.end();
        channel.runPendingTasks();
        assertEquals("{\"a\":1}", read());
        assertEquals("{\"b\":2}", read());
        assertEquals("{\"c\":3}", read());
        assertEquals(1, flushes.count);
    }

    @Test
    void whatOthersSendMeanwhileTakesAlongWhatIsHeld() throws InterruptedException {
        gathering.begin();
        connection.send("{\"a\":1}".getBytes(StandardCharsets.UTF_8));
        Thread other = new Thread(() -> connection.send("{\"b\":2}".getBytes(StandardCharsets.UTF_8)));
        other.start();
        other.join();
        channel.runPendingTasks();
        assertEquals("{\"a\":1}", read());
        assertEquals("{\"b\":2}", read());

        gathering.end();
        channel.runPendingTasks();
        assertNull(read());
        assertEquals(1, flushes.count);
    }

    @Test
    void movesOnceHoweverOftenItsClientSignsIn() {
        Moves moves = new Moves();
        channel.pipeline().addLast(moves);
        connection.signedIn();
        channel.runPendingTasks();
        connection.signedIn();
        channel.runPendingTasks();
        assertEquals(1, moves.count);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 125, 126, 0xFFFF, 0x10000, 100_000})
    void messagesOfAnyLengthAreWholeFrames(int length) {
        String text = "x".repeat(length);
        connection.send(text.getBytes(StandardCharsets.UTF_8));
        connection.send("next".getBytes(StandardCharsets.UTF_8));
        channel.runPendingTasks();
        connection.drain(); // as when the socket takes more: it is not writable beyond 64 KiB

        assertEquals(text, read());
        assertEquals("next", read());
        assertNull(read());
    }

    /** The next message as a client would read it, null where there is none. */
    private String read() {
        for (ByteBuf bytes = channel.readOutbound(); bytes != null; bytes = channel.readOutbound()) {
            client.writeInbound(bytes);
        }
        TextWebSocketFrame frame = client.readInbound();
        if (frame == null) return null;
        String text = frame.text();
        frame.release();
        return text;
    }
}
