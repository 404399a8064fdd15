package io.enerlink.gateway.net;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.enerlink.gateway.protocol.JsonWriter;
import io.enerlink.gateway.session.Batch;
import io.enerlink.gateway.session.Gathering;
import io.enerlink.gateway.session.Outbound;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;

/**
 * The queue from any thread to one client. Bounded in bytes: what waits here and in the socket's buffer. All that is
 * queued when the event loop gets to it goes out with one flush.
 */
final class Connection implements Outbound {
    private static final long CLOSE_GRACE_MS = 5_000;
    private static final int MESSAGE_OVERHEAD = 64;
    private static final int MOST_BYTES_AT_ONCE = 1 << 15;
    private static final int FINAL_TEXT = 0x81;
    private static final int LENGTH_IN_2_BYTES = 126;
    private static final int MOST_IN_2_BYTES = 0xFFFF;
    private static final int LENGTH_IN_8_BYTES = 127;

    private final Channel channel;
    private final int maxQueuedBytes;
    private final Runnable onRoom;
    private final EventLoopGroup members;
    private final Gathering gathering;
    private final Runnable drain = this::drain;
    private final Runnable send = this::schedule;
    private final Queue<ByteBuf> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger queuedBytes = new AtomicInteger();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final AtomicBoolean member = new AtomicBoolean();
    private volatile boolean wantsRoom;

    /**
     * @param members event loops of those who have signed in
     * @param onRoom  called on the event loop when there is room again after {@link #writable()} was false
     */
    Connection(Channel channel, int maxQueuedBytes, Gathering gathering, EventLoopGroup members, Runnable onRoom) {
        this.channel = channel;
        this.maxQueuedBytes = maxQueuedBytes;
        this.gathering = gathering;
        this.members = members;
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

    @Override
    public void send(byte[] message, Batch batch) {
        if (!closing.get() && enqueue(Unpooled.wrappedBuffer(message)) && scheduled.compareAndSet(false, true))
            batch.add(channel.eventLoop(), drain);
    }

    private void add(ByteBuf message) {
        if (enqueue(message) && !gathering.holds(send)) schedule();
    }

    /** @return whether somebody has to see to it that it leaves */
    private boolean enqueue(ByteBuf message) {
        if (queuedBytes.addAndGet(message.readableBytes() + MESSAGE_OVERHEAD) > maxQueuedBytes) {
            message.release();
            close(SLOW_READER, "Slow reader");
            return false;
        }
        queue.add(message);
        if (!closing.get()) return true;
        clear(); // nobody comes for it any more
        return false;
    }

    private void schedule() {
        if (scheduled.compareAndSet(false, true)) onLoop(drain);
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
            channel.config().setAutoRead(false);
            clear();
            channel.writeAndFlush(new CloseWebSocketFrame(code, reason)).addListener(ChannelFutureListener.CLOSE);
            channel.eventLoop().schedule(() -> channel.close(), CLOSE_GRACE_MS, TimeUnit.MILLISECONDS);
        });
    }

    /** What it still says is not for anybody. */
    boolean isClosing() { return closing.get(); }

    @Override
    public void pause(long millis) {
        if (!channel.config().isAutoRead()) return;
        channel.config().setAutoRead(false);
        channel.eventLoop().schedule(() -> {
            if (!closing.get()) channel.config().setAutoRead(true);
        }, millis, TimeUnit.MILLISECONDS);
    }

    /** Moves, once, to an event loop where no stranger keeps it waiting. */
    @Override
    public void signedIn() {
        if (!member.compareAndSet(false, true)) return;
        onLoop(() -> channel.deregister().addListener(left -> {
            if (channel.isOpen()) members.register(channel).addListener(there -> afterMove());
        }));
    }

    /** The old loop does not tell any more when the socket takes more. */
    private void afterMove() {
        channel.flush();
        drain();
    }

    /** Writes what is queued while the socket takes it. On the event loop. */
    void drain() {
        if (!channel.eventLoop().inEventLoop()) { // it has moved since
            onLoop(drain);
            return;
        }
        scheduled.set(false);
        boolean written = false;
        while (channel.isWritable() && !queue.isEmpty()) {
            channel.write(frames(), channel.voidPromise());
            written = true;
        }
        if (written) channel.flush();
        if (wantsRoom && hasRoom()) {
            wantsRoom = false;
            onRoom.run();
        }
    }

    /** What is queued, as text frames one behind the other, up to so much. They pass the handlers as one. */
    private ByteBuf frames() {
        ByteBuf frames = channel.alloc().buffer(Math.min(queuedBytes.get(), MOST_BYTES_AT_ONCE));
        while (frames.readableBytes() < MOST_BYTES_AT_ONCE) {
            ByteBuf message = queue.poll();
            if (message == null) break;
            int length = message.readableBytes();
            queuedBytes.addAndGet(-length - MESSAGE_OVERHEAD);
            frame(frames, length).writeBytes(message);
            message.release();
        }
        return frames;
    }

    /** The head of a text frame as a server sends it: whole and not masked. */
    private static ByteBuf frame(ByteBuf target, int length) {
        target.writeByte(FINAL_TEXT);
        if (length < LENGTH_IN_2_BYTES) return target.writeByte(length);
        if (length <= MOST_IN_2_BYTES) return target.writeByte(LENGTH_IN_2_BYTES).writeShort(length);
        return target.writeByte(LENGTH_IN_8_BYTES).writeLong(length);
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
