package io.enerlink.gateway.session;

import io.enerlink.gateway.session.RequestObserver.Stage;
import io.enerlink.gateway.protocol.Params;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

import io.enerlink.gateway.protocol.Errors;
import io.enerlink.gateway.protocol.JsonWriter;
import io.enerlink.gateway.protocol.ProtocolException;
import io.enerlink.gateway.protocol.Request;

/**
 * Requests that the engine has and has not answered yet, by correlation id; bounded by each session's limit. The ids
 * start anywhere in 62 bits, so that answers to commands of others, of before a restart too, are never taken for ours.
 */
public final class Pending {
    private final Map<Long, Waiting> waiting = new ConcurrentHashMap<>();
    private final Map<Name, Long> lastSent = new ConcurrentHashMap<>();
    private final RequestObserver observer;
    private final AtomicLong nextId = new AtomicLong(new SecureRandom().nextLong() >>> 2 | 1L << 61);

    public Pending(RequestObserver observer) { this.observer = observer; }

    /** What kind of answer ends the wait. */
    public enum Kind {
        LOGON, PLACE, CANCEL, REPLACE, CANCEL_ALL, CANCEL_AFTER, WITHDRAW, REVOKE
    }

    /**
     * Who waits, and for what.
     *
     * @param version of an order that is on its way to the engine, else null
     * @param heardNs when its frame came, and {@code takenNs} when that was found to be a request
     */
    public record Waiting(Session session, String requestId, Kind kind, Version version, long heardNs, long takenNs) {}

    /** An order by its owner's name. */
    private record Name(int accountId, long clientOrderId) {
        static Name of(Version version) {
            return new Name(version.accountId(), version.clientOrderId());
        }
    }

    /** @throws io.enerlink.gateway.protocol.ProtocolException TOO_MANY_PENDING */
    long begin(Session session, Request request, Kind kind) {
        session.beginPending();
        long id = nextId.getAndIncrement();
        long heardNs = session.heardNs();
        long nowNs = System.nanoTime();
        waiting.put(id, new Waiting(session, request.id(), kind, null, heardNs, nowNs));
        observer.took(Stage.DECODE, nowNs - heardNs);
        return id;
    }

    /** A version goes to the engine now. On the account's worker. */
    void sends(long correlationId, Version version) {
        waiting.computeIfPresent(correlationId, (id, from) -> sent(from, version));
        lastSent.put(Name.of(version), correlationId);
    }

    private Waiting sent(Waiting from, Version version) {
        observer.took(Stage.VERIFY, System.nanoTime() - from.takenNs);
        return new Waiting(from.session, from.requestId, from.kind, version, from.heardNs, from.takenNs);
    }

    /**
     * The version of an order that was sent last and that the engine has not answered; null where there is none. On
     * the account's worker; what is not here any more is known to the feeds.
     */
    Version onItsWay(int accountId, long clientOrderId) {
        Long id = lastSent.get(new Name(accountId, clientOrderId));
        return id == null ? null : version(id);
    }

    /** What a command that is not answered yet was sent with, null where it was no version of an order of ours. */
    public Version version(long correlationId) {
        Waiting found = waiting.get(correlationId);
        return found == null ? null : found.version;
    }

    boolean isWaiting(long correlationId) {
        return waiting.containsKey(correlationId);
    }

    /** Ends the wait for an answer of this kind; null where nobody waits for it. */
    public Waiting end(long correlationId, Kind kind) {
        Waiting found = waiting.get(correlationId);
        return found != null && found.kind() == kind ? end(correlationId) : null;
    }

    /** Ends the wait whatever it was for; null where nobody waits. */
    public Waiting end(long correlationId) {
        Waiting ended = waiting.remove(correlationId);
        if (ended == null) return null;
        if (ended.version != null) lastSent.remove(Name.of(ended.version), correlationId);
        ended.session().endPending();
        observer.took(Stage.TOTAL, System.nanoTime() - ended.heardNs);
        return ended;
    }

    /** Ends the wait with a refusal. */
    void refuse(long correlationId, ProtocolException refusal) {
        Waiting waiting = end(correlationId);
        if (waiting != null) refuse(waiting, refusal);
    }

    /** Answers one whose wait has ended. */
    public void refuse(Waiting waiting, ProtocolException refusal) {
        observer.ended(Params.word(waiting.kind), refusal.error().name());
        waiting.session().refuse(waiting.requestId(), refusal);
    }

    /** The same. @param state of the order, or {@code done} */
    public void answer(Waiting waiting, String state, String result) {
        observer.ended(Params.word(waiting.kind), state);
        waiting.session().answer(waiting.requestId(), result);
    }

    /** The same; the result is taken. */
    public void answer(Waiting waiting, String state, JsonWriter result) {
        observer.ended(Params.word(waiting.kind), state);
        waiting.session().answer(waiting.requestId(), result);
    }

    /** Ends the wait because a queue on the way is full. */
    void busy(long correlationId) {
        refuse(correlationId, Errors.BUSY.because("the exchange has no room for this request now; nothing was done"));
    }
}
