package io.enerlink.settlement.chain;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * The only way to the chain: every transaction is in the database with its nonce and signed bytes before the node sees
 * it, and the same bytes are sent again until they are in a block. One writer for all keys.
 */
public final class Outbox implements AutoCloseable {
    /**
     * Takes a transaction; returns when it is in the database. The same id again does nothing.
     *
     * @throws IllegalArgumentException when the id was used for another call
     * @throws IllegalStateException    when too many transactions wait
     */
    public void send(TransactionRequest request) {
        throw new UnsupportedOperationException("not wired yet");
    }

    public Optional<TransactionView> find(String id) {
        throw new UnsupportedOperationException("not wired yet");
    }

    /** Hears every change of state after its commit, on the outbox thread, so it must not block. */
    public void addListener(Consumer<TransactionView> listener) {
        throw new UnsupportedOperationException("not wired yet");
    }

    /** Completes, on the outbox thread, when the transaction is FINAL or REVERTED. */
    public CompletableFuture<TransactionView> whenFinal(String id) {
        throw new UnsupportedOperationException("not wired yet");
    }

    @Override
    public void close() {}
}
