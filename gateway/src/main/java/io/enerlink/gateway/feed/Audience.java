package io.enerlink.gateway.feed;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

import io.enerlink.gateway.session.Batch;
import io.enerlink.gateway.session.Outbound;
import io.enerlink.gateway.session.Subscription;

/** Everybody who hears a channel whose messages are the same for all. Bounded by connections and their limits. */
final class Audience {
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();

    /** One who hears; equal to nobody else, so that a connection may leave and come again. */
    private final class Listener implements Subscription {
        private final Outbound outbound;

        Listener(Outbound outbound) { this.outbound = outbound; }

        @Override
        public void close() {
            listeners.remove(this);
        }
    }

    Subscription join(Outbound outbound) {
        Listener listener = new Listener(outbound);
        listeners.add(listener);
        return listener;
    }

    /** Encodes once, and only where somebody hears. */
    void tell(Supplier<byte[]> encode) {
        if (listeners.isEmpty()) return;
        byte[] message = encode.get();
        Batch batch = new Batch();
        for (Listener listener : listeners) listener.outbound.send(message, batch);
        batch.leave(() -> {});
    }
}
