package io.enerlink.gateway.session;

import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

import io.enerlink.gateway.protocol.Errors;
import io.enerlink.gateway.protocol.ProtocolException;
import io.enerlink.gateway.protocol.Request;

/**
 * Requests that the engine has and has not answered yet, by correlation id; bounded by each session's limit. The ids
 * start anywhere in 62 bits, so that answers to commands of others, of before a restart too, are never taken for ours.
 */
public final class Pending {
    private final Map<Long, Waiting> waiting = new ConcurrentHashMap<>();
    private final AtomicLong nextId = new AtomicLong(new SecureRandom().nextLong() >>> 2 | 1L << 61);

    /** What kind of answer ends the wait. */
    public enum Kind {
        LOGON, PLACE, CANCEL, REPLACE, CANCEL_ALL, CANCEL_AFTER
    }

    /** Who waits, and for what. */
    public record Waiting(Session session, String requestId, Kind kind) {}

    /** @throws io.enerlink.gateway.protocol.ProtocolException TOO_MANY_PENDING */
    long begin(Session session, Request request, Kind kind) {
        session.beginPending();
        long id = nextId.getAndIncrement();
        waiting.put(id, new Waiting(session, request.id(), kind));
        return id;
    }

    /** Ends the wait for an answer of this kind; null where nobody waits for it. */
    public Waiting end(long correlationId, Kind kind) {
        Waiting found = waiting.get(correlationId);
        return found != null && found.kind() == kind ? end(correlationId) : null;
    }

    /** Ends the wait whatever it was for; null where nobody waits. */
    public Waiting end(long correlationId) {
        Waiting ended = waiting.remove(correlationId);
        if (ended != null) ended.session().endPending();
        return ended;
    }

    /** Ends the wait with a refusal. */
    void refuse(long correlationId, ProtocolException refusal) {
        Waiting waiting = end(correlationId);
        if (waiting != null) waiting.session().refuse(waiting.requestId(), refusal);
    }

    /** Ends the wait because a queue on the way is full. */
    void busy(long correlationId) {
        refuse(correlationId, Errors.BUSY.because("the exchange has no room for this request now; nothing was done"));
    }
}
