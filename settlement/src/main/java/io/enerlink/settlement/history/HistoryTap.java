package io.enerlink.settlement.history;

import io.enerlink.engine.client.EventBuffer;
import io.enerlink.engine.client.EventDispatcher;
import io.enerlink.engine.client.EventListener;
import io.enerlink.engine.message.AccountOpenedDecoder;
import io.enerlink.engine.message.AccountRestatedDecoder;
import io.enerlink.engine.message.AgentChangedDecoder;
import io.enerlink.engine.message.MarketEventAppliedDecoder;
import io.enerlink.engine.message.MessageHeaderDecoder;
import io.enerlink.engine.message.OrderAcceptedDecoder;
import io.enerlink.engine.message.OrderCanceledDecoder;
import io.enerlink.engine.message.OrderReplacedDecoder;
import io.enerlink.engine.message.OrderRestatedDecoder;
import io.enerlink.engine.message.StateRestatedDecoder;
import io.enerlink.engine.message.TradedDecoder;
import java.nio.ByteBuffer;
import java.util.function.LongSupplier;
import java.util.function.LongUnaryOperator;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.ControlledMessageHandler.Action;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/**
 * From the engine's matching thread to the one that writes: copies of the events that matter, in a ring of fixed size.
 * Where that is full, events are dropped until the reader {@linkplain #rejoin() rejoins}, and has what it missed from
 * elsewhere.
 */
final class HistoryTap implements EventListener {
    private static final int EVENT = 1;
    private static final int STAMP_BYTES = 2 * Long.BYTES;

    private final ByteBuffer memory;
    private final OneToOneRingBuffer ring;
    private final EventBuffer.Visitor visitor = this::onEvent;
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final LongSupplier stored;
    private final LongUnaryOperator restated;
    private final EventBuffer one = new EventBuffer(1 << 12);

    private long sequence;
    private long timestampMs;
    private long knownThrough;
    private boolean full;
    private volatile long complete;
    private volatile boolean live = true;
    private long dropped;

    /**
     * @param ringBytes a power of two
     * @param stored    the last command that is stored
     * @param restated  told, on the thread that starts the engine, of a snapshot behind what is stored; answers up to
     *                  which command everything is stored then
     */
    HistoryTap(int ringBytes, LongSupplier stored, LongUnaryOperator restated) {
        memory = ByteBuffer.allocateDirect(ringBytes + RingBufferDescriptor.TRAILER_LENGTH);
        ring = new OneToOneRingBuffer(new UnsafeBuffer(memory));
        this.stored = stored;
        this.restated = restated;
        knownThrough = stored.getAsLong();
    }

    @Override
    public void onEvents(long sequence, long timestampMs, EventBuffer events) {
        if (!live && drop(sequence)) return;
        this.sequence = sequence;
        this.timestampMs = timestampMs;
        events.forEach(visitor);
        if (full) lose(sequence);
        else
            complete = sequence;
    }

    @Override
    public long storedThrough() {
        return stored.getAsLong();
    }

    private void onEvent(DirectBuffer buffer, int offset, int length) {
        header.wrap(buffer, offset);
        int template = header.templateId();
        if (template == StateRestatedDecoder.TEMPLATE_ID && sequence > knownThrough) {
            knownThrough = restated.applyAsLong(sequence);
        }
        if (sequence <= knownThrough || full || !matters(template)) return;
        int at = ring.tryClaim(EVENT, STAMP_BYTES + length);
        if (at < 0) {
            full = true;
            return;
        }
        MutableDirectBuffer to = ring.buffer();
        to.putLong(at, sequence);
        to.putLong(at + Long.BYTES, timestampMs);
        buffer.getBytes(offset, memory, at + STAMP_BYTES, length);
        ring.commit(at);
    }

    private static boolean matters(int template) {
        return switch (template) {
            case OrderAcceptedDecoder.TEMPLATE_ID, OrderReplacedDecoder.TEMPLATE_ID, OrderCanceledDecoder.TEMPLATE_ID,
                    TradedDecoder.TEMPLATE_ID, AccountOpenedDecoder.TEMPLATE_ID, AgentChangedDecoder.TEMPLATE_ID,
                    OrderRestatedDecoder.TEMPLATE_ID, MarketEventAppliedDecoder.TEMPLATE_ID,
                    AccountRestatedDecoder.TEMPLATE_ID ->
                true;
            default -> false;
        };
    }

    private synchronized void lose(long sequence) {
        full = false;
        dropped = sequence;
        live = false;
    }

    private synchronized boolean drop(long sequence) {
        if (live) return false;
        dropped = sequence;
        return true;
    }

    /** The last command that was heard whole, or dropped. */
    synchronized long heard() {
        return live ? complete : dropped;
    }

    boolean isLost() { return !live; }

    /** From now on events come through the ring again. @return the last command that did not */
    synchronized long rejoin() {
        complete = dropped;
        live = true;
        return dropped;
    }

    /**
     * Takes whole commands out of the ring, by the one who writes.
     *
     * @param limit rows after which no other command is begun
     * @return whether nothing is left of what is whole
     */
    boolean read(HistoryRows rows, EventDispatcher toRows, int limit) {
        long whole = complete;
        Reader reader = new Reader(rows, toRows, whole, limit);
        int read;
        do {
            read = ring.controlledRead(reader::onMessage);
        } while (read > 0 && !reader.atLimit);
        rows.through(reader.atLimit ? reader.last : Math.max(whole, rows.through()));
        return !reader.atLimit;
    }

    private final class Reader {
        private final HistoryRows rows;
        private final EventDispatcher toRows;
        private final long whole;
        private final int limit;
        private final long from = stored.getAsLong();
        private long last;
        private boolean atLimit;

        Reader(HistoryRows rows, EventDispatcher toRows, long whole, int limit) {
            this.rows = rows;
            this.toRows = toRows;
            this.whole = whole;
            this.limit = limit;
        }

        Action onMessage(int type, MutableDirectBuffer buffer, int index, int length) {
            long of = buffer.getLong(index);
            if (of > whole) return Action.ABORT;
            if (rows.size() >= limit && of != last) {
                atLimit = true;
                return Action.ABORT;
            }
            if (of > from) show(of, buffer, index, length - STAMP_BYTES);
            last = of;
            return Action.CONTINUE;
        }

        private void show(long of, MutableDirectBuffer buffer, int index, int length) {
            one.clear();
            int at = one.claim(length);
            one.buffer().putBytes(at, buffer, index + STAMP_BYTES, length);
            toRows.onEvents(of, buffer.getLong(index + Long.BYTES), one);
        }
    }
}
