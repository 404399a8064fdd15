package io.enerlink.gateway.net;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.enerlink.gateway.protocol.JsonWriter;
import io.enerlink.gateway.session.Outbound;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;

/**
 * The queue from any thread to one client. Bounded in bytes: what waits here and in the socket's buffer. All that is
 * queued when the event loop gets to it goes out with one flush.
 */
final class Connection implements Outbound {
    private static final long CLOSE_GRACE_MS = 5_000;
    private static final int MESSAGE_OVERHEAD = 64;

    private final Channel channel;
    private final int maxQueuedBytes;
    private final Runnable onRoom;
    private final Runnable drain = this::drain;
    private final Queue<ByteBuf> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger queuedBytes = new AtomicInteger();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final AtomicBoolean closing = new AtomicBoolean();
    private volatile boolean wantsRoom;

    /** @param onRoom called on the event loop when there is room again after {@link #writable()} was false */
    Connection(Channel channel, int maxQueuedBytes, Runnable onRoom) {
        this.channel = channel;
        this.maxQueuedBytes = maxQueuedBytes;
        this.onRoom = onRoom;
    }

    @Override
    public void send(byte[] message) {
        if (!closing.get()) add(Unpooled.wrappedBuffer(message));
    }

    @Override
    public void send(JsonWriter message) {
        if (closing.get()) return;
        ByteBuf buffer = channel.alloc().buffer(message.length());
        message.give(buffer::writeBytes);
        add(buffer);
    }

    private void add(ByteBuf message) {
        if (queuedBytes.addAndGet(message.readableBytes() + MESSAGE_OVERHEAD) > maxQueuedBytes) {
            message.release();
            close(SLOW_READER, "Slow reader");
            return;
        }
        queue.add(message);
        if (closing.get()) clear(); // nobody comes for it any more
        else if (scheduled.compareAndSet(false, true)) onLoop(drain);
    }

    /** Feeds that can wait leave three quarters of the queue to those that cannot. */
    @Override
    public boolean writable() {
        if (hasRoom()) return true;
        wantsRoom = true;
        return hasRoom();
    }

    @Override
    public void close(int code, String reason) {
        if (!closing.compareAndSet(false, true)) return;
        onLoop(() -> {
            clear();
            channel.writeAndFlush(new CloseWebSocketFrame(code, reason)).addListener(ChannelFutureListener.CLOSE);
            channel.eventLoop().schedule(() -> channel.close(), CLOSE_GRACE_MS, TimeUnit.MILLISECONDS);
        });
    }

    /** Writes what is queued while the socket takes it. On the event loop. */
    void drain() {
        scheduled.set(false);
        boolean written = false;
        while (channel.isWritable()) {
            ByteBuf message = queue.poll();
            if (message == null) break;
            queuedBytes.addAndGet(-message.readableBytes() - MESSAGE_OVERHEAD);
            channel.write(new TextWebSocketFrame(message));
            written = true;
        }
        if (written) channel.flush();
        if (wantsRoom && hasRoom()) {
            wantsRoom = false;
            onRoom.run();
        }
    }

    /** The client is gone. */
    void closed() {
        closing.set(true);
        clear();
    }

    private void clear() {
        for (ByteBuf message = queue.poll(); message != null; message = queue.poll()) message.release();
    }

    private boolean hasRoom() {
        return queuedBytes.get() < maxQueuedBytes / 4;
    }

    private void onLoop(Runnable task) {
        try {
            channel.eventLoop().execute(task);
        } catch (RejectedExecutionException stopped) {
            closed();
        }
    }
}
