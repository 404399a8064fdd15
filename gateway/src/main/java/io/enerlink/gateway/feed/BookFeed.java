package io.enerlink.gateway.feed;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.enerlink.engine.book.Side;
import io.enerlink.engine.message.LevelChangedDecoder;
import io.enerlink.gateway.session.Instrument;
import io.enerlink.gateway.session.Outbound;
import io.enerlink.gateway.session.Subscription;

/** The books of all instruments; what one drain of the engine's ring changed is told as one update a book. */
public final class BookFeed {
    private final Map<Integer, Book> books = new ConcurrentHashMap<>();
    private final Set<Book> changed = new HashSet<>();

    void add(Instrument instrument) {
        books.putIfAbsent(instrument.id(), new Book(instrument.symbol()));
    }

    void onLevelChanged(long sequence, long timestampMs, LevelChangedDecoder event) {
        Book book = books.get(event.instrumentId());
        book.set(Side.of(event.side()), event.priceTicks(), event.quantityWh(), sequence, timestampMs);
        changed.add(book);
    }

    void publish() {
        if (changed.isEmpty()) return;
        changed.forEach(Book::publish);
        changed.clear();
    }

    /** The best {@code depth} levels of a book, as JSON. */
    public byte[] snapshot(Instrument instrument, int depth) {
        return books.get(instrument.id()).snapshot(depth);
    }

    Map.Entry<Long, Long> best(Instrument instrument, Side side) {
        return books.get(instrument.id()).best(side);
    }

    Indicative indicative(Instrument instrument, long referenceTicks) {
        return books.get(instrument.id()).indicative(instrument.tickSize(), referenceTicks);
    }

    /** @param depth levels to be told of, 0: all */
    Subscription join(Instrument instrument, Outbound outbound, int depth, Runnable answer) {
        return books.get(instrument.id()).join(outbound, depth == 0 ? Book.WHOLE : depth, answer);
    }
}
