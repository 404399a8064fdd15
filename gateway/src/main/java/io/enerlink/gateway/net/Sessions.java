package io.enerlink.gateway.net;

import io.enerlink.gateway.auth.Address;
import java.net.SocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.enerlink.gateway.protocol.JsonWriter;
import io.enerlink.gateway.session.Account;
import io.enerlink.gateway.session.AccountLimits;
import io.enerlink.gateway.session.Methods;
import io.enerlink.gateway.session.OrderEntry;
import io.enerlink.gateway.session.Outbound;
import io.enerlink.gateway.session.Session;
import io.enerlink.gateway.session.SessionLimits;
import io.enerlink.gateway.session.StrangerLimit;
import io.enerlink.gateway.session.TokenBucket;

/** The sessions that are open, from a greeting to a farewell. */
final class Sessions {
    private static final long RETRY_MS = 50;

    private final Methods methods;
    private final OrderEntry orders;
    private final SessionLimits limits;
    private final AccountLimits accountLimits;
    private final AddressLimit strangers;
    private final int maxPerAddress;
    private final String greeting;
    private final AtomicLong lastId = new AtomicLong();
    private final Map<Long, Session> open = new ConcurrentHashMap<>();

    /** @param greeting what the first message says beside connection and time, as JSON members */
    Sessions(Methods methods, OrderEntry orders, SessionLimits limits, GatewayConfig.Addresses addresses,
            String greeting) {
        this.methods = methods;
        this.orders = orders;
        this.limits = limits;
        accountLimits = new AccountLimits(limits);
        strangers = new AddressLimit(addresses.requests());
        maxPerAddress = addresses.maxConnections();
        this.greeting = greeting;
    }

    Session open(Outbound outbound, SocketAddress remote) {
        Session session = new Session(lastId.incrementAndGet(), outbound, limits, accountLimits, stranger(remote));
        open.put(session.id(), session);
        outbound.send(JsonWriter.object().field("channel", "status").field("type", "connected")
                .field("connId", session.id()).field("ts", System.currentTimeMillis()).members(greeting).end()
                .bytes());
        return session;
    }

    private StrangerLimit stranger(SocketAddress remote) {
        long nowNanos = System.nanoTime();
        TokenBucket bucket = strangers.bucket(AddressLimit.of(remote), nowNanos);
        return new StrangerLimit(strangers.rate(), bucket, maxPerAddress, nowNanos);
    }

    /** @param text UTF-8, only valid during the call */
    void handle(Session session, byte[] text, int offset, int length) {
        methods.handle(session, text, offset, length);
    }

    void close(Session session, ScheduledExecutorService loop) {
        open.remove(session.id());
        session.close();
        Account account = session.cancelsOnDisconnect();
        if (account != null) cancel(account, loop);
    }

    /** Ends the sessions of an agent whose time is over. */
    void agentChanged(Address account, Address agent, long untilMs) {
        for (Session session : open.values()) session.agentChanged(account, agent, untilMs);
    }

    /** Tells everybody that the server is about to stop, and closes. */
    void shutDown() {
        byte[] farewell = JsonWriter.object().field("channel", "status").field("type", "serverShutdown")
                .field("ts", System.currentTimeMillis()).end().bytes();
        for (Session session : open.values()) {
            session.outbound().send(farewell);
            session.outbound().close(Outbound.GOING_AWAY, "server stops");
        }
    }

    private void cancel(Account account, ScheduledExecutorService loop) {
        orders.cancelOnDisconnect(account, () -> {
            if (!loop.isShutdown()) loop.schedule(() -> cancel(account, loop), RETRY_MS, TimeUnit.MILLISECONDS);
        });
    }
}
