package io.enerlink.gateway.feed;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

import io.enerlink.engine.book.Side;
import io.enerlink.gateway.protocol.JsonWriter;
import io.enerlink.gateway.session.Batch;
import io.enerlink.gateway.session.Outbound;
import io.enerlink.gateway.session.Subscription;

/**
 * One instrument's public book. {@code seq} is the number of the engine's command that changed it last, {@code prevSeq}
 * that of the message before: a client whose last {@code seq} is not the {@code prevSeq} of an update subscribes again.
 *
 * <p>{@code checksum} is the CRC-32 of the ASCII text that lists the ten best bids, then a semicolon, then the ten best
 * asks, best first, each as {@code price:quantity,} with the decimals of the message.
 *
 * <p>A subscriber without a depth gets the whole book and then what changed; one with a depth gets a snapshot of so many
 * levels whenever those changed. One that reads too slowly gets nothing until it has caught up, and then a snapshot.
 */
final class Book {
    /** All the levels. */
    static final int WHOLE = Integer.MAX_VALUE;

    private static final int CHECKSUM_DEPTH = 10;

    private final String symbol;
    private final Ladder bids = new Ladder(Comparator.reverseOrder());
    private final Ladder asks = new Ladder(Comparator.naturalOrder());
    private final List<Reader> readers = new ArrayList<>();
    private long changedSeq;
    private long changedMs;
    private long seq;
    private long prevSeq;
    private long toldSeq;
    private int leaving;
    private long timestampMs;

    Book(String symbol) { this.symbol = symbol; }

    /** Notes a change, which nobody sees before {@link #publish}. On the matching thread. */
    void set(Side side, long priceTicks, long quantityWh, long sequence, long timestampMs) {
        (side == Side.BID ? bids : asks).set(priceTicks, quantityWh);
        changedSeq = sequence;
        changedMs = timestampMs;
    }

    /**
     * Shows what was noted, and tells everybody. While what they were told before is still leaving, they are told later of
     * all that changes until then. On the matching thread, between commands.
     */
    synchronized void publish() {
        if (seq == changedSeq) return;
        seq = changedSeq;
        timestampMs = changedMs;
        bids.applyChanges();
        asks.applyChanges();
        if (leaving == 0) tellAll();
    }

    private void tellAll() {
        if (toldSeq == seq) return;
        prevSeq = toldSeq;
        toldSeq = seq;
        if (!readers.isEmpty()) {
            Batch batch = new Batch();
            Map<Integer, Shown> byDepth = new HashMap<>();
            byte[] update = update();
            for (Reader reader : readers) reader.tell(update, byDepth, batch);
            leaving++;
            batch.leave(this::left);
        }
        bids.told();
        asks.told();
    }

    private synchronized void left() {
        leaving--;
        if (leaving == 0) tellAll();
    }

    /** What those with a depth are shown, encoded where somebody has not seen it yet. */
    private final class Shown {
        private final String levels;
        private byte[] message;

        Shown(int depth) { levels = levels(depth); }

        byte[] message() {
            if (message == null) message = snapshot(levels);
            return message;
        }
    }

    /** The book after the last command that was published. */
    synchronized byte[] snapshot(int depth) {
        return snapshot(levels(depth));
    }

    /** Price and quantity of the best level of a side, null where it is empty. */
    synchronized Map.Entry<Long, Long> best(Side side) {
        return (side == Side.BID ? bids : asks).levels().firstEntry();
    }

    /** What a call auction would do now, null where nothing would trade. */
    synchronized Indicative indicative(long tickSize, long referenceTicks) {
        return Indicative.of(bids.levels(), asks.levels(), tickSize, referenceTicks);
    }

    /** Answers and then sends a snapshot, updates following it without a hole. */
    synchronized Subscription join(Outbound outbound, int depth, Runnable answer) {
        tellAll();
        Reader reader = new Reader(outbound, depth);
        answer.run();
        outbound.send(snapshot(depth));
        readers.add(reader);
        return reader;
    }

    private String levels(int depth) {
        JsonWriter json = JsonWriter.array();
        bids.writeLevels(json, depth);
        json.endArray();
        JsonWriter other = JsonWriter.array();
        asks.writeLevels(other, depth);
        return "\"bids\":" + json + ",\"asks\":" + other.endArray();
    }

    private byte[] update() {
        JsonWriter json = begin("update").array("bids");
        bids.writeChanges(json);
        json.endArray().array("asks");
        asks.writeChanges(json);
        return end(json.endArray());
    }

    private byte[] snapshot(String levels) {
        return end(begin("snapshot").members(levels));
    }

    private JsonWriter begin(String type) {
        return JsonWriter.object().field("channel", "book").field("type", type).field("symbol", symbol)
                .field("seq", seq).field("prevSeq", prevSeq);
    }

    private byte[] end(JsonWriter json) {
        return json.field("checksum", checksum()).field("ts", timestampMs).end().bytes();
    }

    private long checksum() {
        CRC32 crc = new CRC32();
        bids.checksum(crc, CHECKSUM_DEPTH);
        crc.update(';');
        asks.checksum(crc, CHECKSUM_DEPTH);
        return crc.getValue();
    }

    /** One who hears this book. */
    private final class Reader implements Subscription {
        private final Outbound outbound;
        private final int depth;
        private String shown;
        private boolean behind;

        Reader(Outbound outbound, int depth) {
            this.outbound = outbound;
            this.depth = depth;
            shown = depth == WHOLE ? null : levels(depth);
        }

        void tell(byte[] update, Map<Integer, Shown> byDepth, Batch batch) {
            if (behind || !outbound.writable()) {
                behind = true;
                return;
            }
            if (depth == WHOLE) {
                outbound.send(update, batch);
                return;
            }
            Shown now = byDepth.computeIfAbsent(depth, Shown::new);
            if (now.levels.equals(shown)) return;
            shown = now.levels;
            outbound.send(now.message(), batch);
        }

        @Override
        public void resume() {
            synchronized (Book.this) {
                if (!behind || !outbound.writable()) return;
                tellAll();
                behind = false;
                String levels = levels(depth);
                shown = depth == WHOLE ? null : levels;
                outbound.send(snapshot(levels));
            }
        }

        @Override
        public void close() {
            synchronized (Book.this) {
                readers.remove(this);
            }
        }
    }
}
