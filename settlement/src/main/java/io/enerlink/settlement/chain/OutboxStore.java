package io.enerlink.settlement.chain;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * What the {@link Outbox} must not forget. A port, so that a simulator can stand in for the database. Each method is one
 * transaction: when it returns all of it is durable; when it throws, all of it or nothing happened, and which is not
 * known.
 */
public interface OutboxStore {
    /**
     * A transaction and its bytes.
     *
     * @param entry PENDING, with nonce and hash
     */
    record Signed(OutboxEntry entry, byte[] bytes) {}

    /** @return false when the id was there already */
    boolean insert(TransactionRequest request);

    /** Those of these ids that are there, in no order. */
    List<OutboxEntry> find(Collection<String> ids);

    /** What was asked for under an id. */
    Optional<TransactionRequest> request(String id);

    /**
     * Gives transactions their nonces and bytes, which never change again: before anybody sees the bytes.
     */
    void sign(List<Signed> signed);

    /** The bytes of a transaction that has a nonce. */
    byte[] signed(OutboxEntry entry);

    /** The oldest in a state, in the order in which they were taken. */
    List<OutboxEntry> inState(TransactionState state, int limit);

    /** The oldest of a key in a state, those with a nonce first. */
    List<OutboxEntry> inState(KeyRole key, TransactionState state, int limit);

    int count(TransactionState state);

    /** The nonce after the highest assigned one; 0 for a key that has sent nothing. */
    long nextNonce(KeyRole key);

    /** The final transaction furthest up the chain. */
    Optional<OutboxEntry> highestDone();

    /** Stores where transactions have come to, all or none. */
    void update(List<OutboxEntry> entries);

    /** Notes why a transaction reverted. */
    void reason(OutboxEntry entry, String reason);

    /** Why a transaction reverted; empty where that was not noted. */
    Optional<String> reason(String id);
}
