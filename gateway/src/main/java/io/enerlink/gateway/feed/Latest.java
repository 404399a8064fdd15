package io.enerlink.gateway.feed;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

import io.enerlink.gateway.session.Outbound;
import io.enerlink.gateway.session.Subscription;

/** Everybody who hears a channel of which only the newest message counts; one that reads too slowly skips the others. */
final class Latest {
    private final List<Reader> readers = new CopyOnWriteArrayList<>();
    private final Supplier<byte[]> now;

    /** @param now the message as of now, for one who has caught up; any thread */
    Latest(Supplier<byte[]> now) {
        this.now = now;
    }

    Subscription join(Outbound outbound) {
        outbound.send(now.get());
        Reader reader = new Reader(outbound);
        readers.add(reader);
        return reader;
    }

    void tell(Supplier<byte[]> encode) {
        if (readers.isEmpty()) return;
        byte[] message = encode.get();
        for (Reader reader : readers) reader.tell(message);
    }

    private final class Reader implements Subscription {
        private final Outbound outbound;
        private boolean behind;

        Reader(Outbound outbound) { this.outbound = outbound; }

        synchronized void tell(byte[] message) {
            behind = behind || !outbound.writable();
            if (!behind) outbound.send(message);
        }

        @Override
        public synchronized void resume() {
            if (!behind || !outbound.writable()) return;
            behind = false;
            outbound.send(now.get());
        }

        @Override
        public void close() {
            readers.remove(this);
        }
    }
}
