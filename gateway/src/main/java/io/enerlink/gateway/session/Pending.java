package io.enerlink.gateway.session;

import io.enerlink.gateway.session.RequestObserver.Stage;
import io.enerlink.gateway.protocol.Params;
import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;

import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.collections.Object2ObjectHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

import io.enerlink.gateway.protocol.Errors;
import io.enerlink.gateway.protocol.JsonWriter;
import io.enerlink.gateway.protocol.ProtocolException;
import io.enerlink.gateway.protocol.Request;

/**
 * Requests that the engine has and has not answered yet, by correlation id; bounded by each session's limit. The ids
 * start anywhere in 62 bits, so that answers to commands of others, of before a restart too, are never taken for ours.
 * Thread-safe.
 */
public final class Pending {
    private static final Logger LOG = LoggerFactory.getLogger(Pending.class);

    private final Long2ObjectHashMap<Waiting> waiting = new Long2ObjectHashMap<>();
    private final Object2ObjectHashMap<Name, Waiting> lastSent = new Object2ObjectHashMap<>();
    private final RequestObserver observer;
    private final AtomicLong nextId = new AtomicLong(new SecureRandom().nextLong() >>> 2 | 1L << 61);

    public Pending(RequestObserver observer) { this.observer = observer; }

    /** What kind of answer ends the wait. */
    public enum Kind {
        LOGON, PLACE, CANCEL, REPLACE, CANCEL_ALL, CANCEL_AFTER, WITHDRAW, REVOKE
    }

    /** Who waits, and for what. */
    public static final class Waiting {
        private final Session session;
        private final String requestId;
        private final Kind kind;
        private final OrderName order;
        private final long heardNs;
        private final long takenNs;
        private Version version;
        private Name name;

        /**
         * @param order   that is named by the request, else null
         * @param heardNs when its frame came, and {@code takenNs} when that was found to be a request
         */
        private Waiting(Session session, String requestId, Kind kind, OrderName order, long heardNs,
                long takenNs) {
            this.session = session;
            this.requestId = requestId;
            this.kind = kind;
            this.order = order;
            this.heardNs = heardNs;
            this.takenNs = takenNs;
        }

        public Session session() { return session; }
    }

    /** An order by its owner's name. */
    private record Name(int accountId, long clientOrderId) {}

    /** @throws io.enerlink.gateway.protocol.ProtocolException TOO_MANY_PENDING */
    long begin(Session session, Request request, Kind kind) {
        return begin(session, request, kind, null);
    }

    /** The same for a request that names an order. */
    long begin(Session session, Request request, Kind kind, OrderName order) {
        session.beginPending();
        long id = nextId.getAndIncrement();
        long heardNs = session.heardNs();
        long nowNs = System.nanoTime();
        Waiting begun = new Waiting(session, request.id(), kind, order, heardNs, nowNs);
        synchronized (this) {
            waiting.put(id, begun);
        }
        observer.took(Stage.DECODE, nowNs - heardNs);
        return id;
    }

    /** A version goes to the engine now. On the account's worker. */
    void sends(long correlationId, Version version) {
        Waiting sent = sent(correlationId, version);
        if (sent != null) observer.took(Stage.VERIFY, System.nanoTime() - sent.takenNs);
    }

    private synchronized Waiting sent(long correlationId, Version version) {
        Waiting sent = waiting.get(correlationId);
        if (sent == null) return null;
        sent.version = version;
        sent.name = new Name(version.accountId(), version.clientOrderId());
        lastSent.put(sent.name, sent);
        return sent;
    }

    /**
     * The version of an order that was sent last and that the engine has not answered; null where there is none. On
     * the account's worker; what is not here any more is known to the feeds.
     */
    synchronized Version onItsWay(int accountId, long clientOrderId) {
        Waiting sent = lastSent.get(new Name(accountId, clientOrderId));
        return sent == null ? null : sent.version;
    }

    synchronized boolean isWaiting(long correlationId) {
        return waiting.containsKey(correlationId);
    }

    /** Ends the wait for an answer of this kind; null where nobody waits for it. */
    public Waiting end(long correlationId, Kind kind) {
        return ended(take(correlationId, kind));
    }

    /** Ends the wait whatever it was for; null where nobody waits. */
    public Waiting end(long correlationId) {
        return ended(take(correlationId, null));
    }

    private synchronized Waiting take(long correlationId, Kind kind) {
        Waiting found = waiting.get(correlationId);
        if (found == null || kind != null && found.kind != kind) return null;
        waiting.remove(correlationId);
        if (found.name != null) lastSent.remove(found.name, found);
        return found;
    }

    private Waiting ended(Waiting ended) {
        if (ended == null) return null;
        ended.session.endPending();
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
        if (waiting.kind == Kind.LOGON) waiting.session.logonRefused();
        observer.ended(Params.word(waiting.kind), refusal.error().name());
        waiting.session.refuse(waiting.requestId, refusal);
    }

    /** The same. @param state of the order, or {@code done} */
    public void answer(Waiting waiting, String state, String result) {
        observer.ended(Params.word(waiting.kind), state);
        waiting.session.answer(waiting.requestId, result);
    }

    /** The same; the result is taken. */
    public void answer(Waiting waiting, String state, JsonWriter result) {
        observer.ended(Params.word(waiting.kind), state);
        waiting.session.answer(waiting.requestId, result);
    }

    /** Notes that the engine takes no commands. @return what to refuse the request with */
    ProtocolException halted(long correlationId, RuntimeException cause) {
        LoggingEventBuilder line = LOG.atError().setCause(cause);
        about(correlationId, line);
        line.log("the engine takes no commands");
        return Errors.UNAVAILABLE.because("the exchange has stopped; nothing was done");
    }

    /** What those are refused with whose command the engine may have taken before it halted. */
    public static ProtocolException unanswered() {
        return Errors.UNAVAILABLE.because("the exchange has stopped before it answered; ask again once it is back, and"
                + " what was done already is not done twice");
    }

    /** Ends every wait: the engine has halted, and refuses what comes from now on. */
    public void refuseAll() {
        long[] ids;
        synchronized (this) {
            ids = waiting.keySet().stream().mapToLong(Long::longValue).toArray();
        }
        for (long id : ids) refuse(id, unanswered());
    }

    private synchronized void about(long correlationId, LoggingEventBuilder line) {
        Waiting found = waiting.get(correlationId);
        if (found == null) return;
        line.addKeyValue("connection", found.session.id()).addKeyValue("request", found.requestId);
        if (found.version != null) line.addKeyValue("clientOrderId", found.version.clientOrderId());
        else if (found.order != null && found.order.orderId() != 0) line.addKeyValue("order", found.order.orderId());
        else if (found.order != null) line.addKeyValue("clientOrderId", found.order.clientOrderId());
    }

    /** Ends the wait because a queue on the way is full. */
    void busy(long correlationId) {
        refuse(correlationId, Errors.BUSY.because("the exchange has no room for this request now; nothing was done"));
    }
}
