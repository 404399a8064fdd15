package io.enerlink.gateway.session;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;

import io.enerlink.gateway.auth.Address;
import io.enerlink.gateway.protocol.Errors;
import io.enerlink.gateway.protocol.JsonWriter;
import io.enerlink.gateway.protocol.ProtocolException;
import io.enerlink.gateway.protocol.Request;
import io.enerlink.gateway.protocol.Responses;

/** One connection: who speaks, what it hears, what it waits for. Thread-safe. */
public final class Session {
    /** Long enough for some requests to come together, short beside a person's patience. */
    private static final long LEAST_PAUSE_MS = 100;
    private static final long MOST_PAUSE_MS = 1_000;
    /** Refusals at once before the logon: one read can hold many requests, and a flood is not worth as many answers. */
    private static final int STRANGER_REFUSALS = 5;

    private final long id;
    private final Outbound outbound;
    private final SessionLimits limits;
    private final TokenBucket bucket;
    private final AccountLimits accountLimits;
    private final StrangerLimit strangerLimit;
    private final Map<String, Subscription> subscriptions = new ConcurrentHashMap<>();
    private final AtomicInteger pending = new AtomicInteger();
    private volatile boolean hasLogon;
    private volatile Account account;
    private volatile Address signer;
    private volatile long signedUntilMs = Long.MAX_VALUE;
    private volatile TokenBucket refusals;
    private volatile TokenBucket accountBucket;
    private volatile Challenge challenge;
    private volatile boolean cancelOnDisconnect;
    private volatile long heardNs;
    private boolean closed;

    public Session(long id, Outbound outbound, SessionLimits limits, AccountLimits accountLimits,
            StrangerLimit strangerLimit) {
        this.id = id;
        this.outbound = outbound;
        this.limits = limits;
        this.accountLimits = accountLimits;
        this.strangerLimit = strangerLimit;
        long nowNanos = System.nanoTime();
        bucket = new TokenBucket(new Rate(limits.requestsPerSecond(), limits.requestBurst()), nowNanos);
        Rate answered = limits.refusals();
        refusals = new TokenBucket(
                new Rate(answered.perSecond(), Math.min(answered.burst(), STRANGER_REFUSALS)), nowNanos);
    }

    /** What a wallet has to sign, and until when. */
    record Challenge(Address address, byte[] bytes, long expiresAtMs) {}

    public long id() { return id; }

    public Outbound outbound() { return outbound; }

    /** @throws ProtocolException NOT_LOGGED_ON */
    public Account account() {
        Account now = account;
        if (now == null) throw Errors.NOT_LOGGED_ON.because("session.logon comes first");
        if (System.currentTimeMillis() > signedUntilMs) {
            throw Errors.NOT_LOGGED_ON.because("the agent that logged on may not act for the account any more");
        }
        return now;
    }

    /** Whose key opened the session: the account's own or an agent's. */
    Address signer() { return signer; }

    /** Who speaks, before the engine has opened the account. @param untilMs the end of an agent's time */
    void signedBy(Address signer, long untilMs) {
        this.signer = signer;
        signedUntilMs = untilMs;
    }

    /** An agent's time has become another one; its sessions end with it. */
    public void agentChanged(Address account, Address agent, long untilMs) {
        Account now = this.account;
        if (now == null || !now.address().equals(account) || !agent.equals(signer)) return;
        signedUntilMs = untilMs;
        if (untilMs <= System.currentTimeMillis()) outbound.close(Outbound.REVOKED, "agent revoked");
    }

    /** When the frame came that is being handled. On the connection's event loop. */
    long heardNs() { return heardNs; }

    void heard(long nowNs) { heardNs = nowNs; }

    /** Somebody has logged on here, or a logon is under way: of two the one's account could get the other's signer. */
    boolean hasLogon() {
        return hasLogon;
    }

    void beginLogon() { hasLogon = true; }

    void logonRefused() { hasLogon = false; }

    /** The engine has opened the account. */
    public void logOn(Account account) {
        accountBucket = accountLimits.of(account);
        refusals = new TokenBucket(limits.refusals(), System.nanoTime());
        if (signer == null) signer = account.address();
        this.account = account;
        outbound.signedIn();
    }

    Challenge takeChallenge() {
        Challenge taken = challenge;
        challenge = null;
        return taken;
    }

    void challenge(Challenge challenge) { this.challenge = challenge; }

    void cancelOnDisconnect(boolean enabled) { cancelOnDisconnect = enabled; }

    /** The account whose orders end with this connection, or null. */
    public Account cancelsOnDisconnect() {
        return cancelOnDisconnect ? account : null;
    }

    /** @throws ProtocolException RATE_LIMIT with the time to wait */
    void takeToken(long nowNanos) {
        long waitMs = bucket.take(nowNanos);
        if (waitMs > 0) {
            throw new ProtocolException(Errors.RATE_LIMIT, "more than " + limits.requestsPerSecond()
                    + " requests a second", waitMs);
        }
        TokenBucket shared = accountBucket;
        if (shared == null) {
            strangerLimit.take(nowNanos);
            return;
        }
        long sharedWaitMs = shared.take(nowNanos);
        if (sharedWaitMs > 0) {
            throw new ProtocolException(Errors.RATE_LIMIT, "more than " + accountLimits.perSecond()
                    + " requests a second on all connections of the account", sharedWaitMs);
        }
    }

    /**
     * Answers a request for which there was no token, and reads no more of the client for a while. Who goes on and on is
     * hung up on.
     */
    void tooFast(String requestId, ProtocolException refusal) {
        if (refusals.take(System.nanoTime()) > 0) {
            outbound.close(Outbound.POLICY_VIOLATION, "RATE_LIMIT");
        } else {
            refuse(requestId, refusal);
            outbound.pause(Math.clamp(refusal.retryAfterMs(), LEAST_PAUSE_MS, MOST_PAUSE_MS));
        }
    }

    /** @throws ProtocolException TOO_MANY_PENDING */
    void beginPending() {
        if (pending.incrementAndGet() > limits.maxPending()) {
            pending.decrementAndGet();
            throw Errors.TOO_MANY_PENDING.because("more than " + limits.maxPending() + " requests without an answer");
        }
    }

    void endPending() { pending.decrementAndGet(); }

    /**
     * Answers a request when that is known; until then it is pending.
     *
     * @param begin   what it takes; may throw the refusal
     * @param refusal what is said of a failure
     */
    <T> void answerLater(Request request, Supplier<CompletableFuture<T>> begin, Function<T, String> result,
            Function<Throwable, ProtocolException> refusal) {
        beginPending();
        CompletableFuture<T> begun;
        try {
            begun = begin.get();
        } catch (RuntimeException refused) {
            endPending();
            throw refused;
        }
        begun.whenComplete((value, failure) -> {
            endPending();
            if (failure == null) answer(request.id(), result.apply(value));
            else
                refuse(request.id(), refusal.apply(failure));
        });
    }

    /** How long an answer of the chain is waited for. */
    long chainTimeoutMs() { return limits.chainTimeoutMs(); }

    public void answer(String requestId, CharSequence result) {
        outbound.send(withRate(Responses.begin(requestId).raw("result", result)));
    }

    /** The same; the result is taken. */
    public void answer(String requestId, JsonWriter result) {
        outbound.send(withRate(Responses.begin(requestId).raw("result", result)));
    }

    public void refuse(String requestId, ProtocolException refusal) {
        outbound.send(withRate(Responses.begin(requestId, refusal)));
    }

    /** What the connection, and once it has one its account, may still ask for at once. */
    private JsonWriter withRate(JsonWriter answer) {
        long nowNanos = System.nanoTime();
        TokenBucket shared = accountBucket;
        answer.object("rate").field("limit", limits.requestBurst()).field("left", bucket.left(nowNanos));
        if (shared != null)
            answer.field("accountLimit", accountLimits.burst()).field("accountLeft", shared.left(nowNanos));
        return answer.end().end();
    }

    /**
     * Makes room for a subscription: ends the one that has its name.
     *
     * @throws ProtocolException TOO_MANY_SUBSCRIPTIONS
     */
    public synchronized void prepareSubscription(String name) {
        unsubscribe(name);
        if (subscriptions.size() >= limits.maxSubscriptions()) {
            throw Errors.TOO_MANY_SUBSCRIPTIONS.because("more than " + limits.maxSubscriptions() + " subscriptions");
        }
    }

    /** Keeps a subscription under its name until it is unsubscribed or the connection ends. */
    public synchronized void subscribed(String name, Subscription subscription) {
        if (closed) {
            subscription.close();
        } else {
            subscriptions.put(name, subscription);
        }
    }

    /** @return false where there was none of that name */
    public synchronized boolean unsubscribe(String name) {
        Subscription subscription = subscriptions.remove(name);
        if (subscription != null) subscription.close();
        return subscription != null;
    }

    /** The client can take more again. */
    public void resume() {
        subscriptions.values().forEach(Subscription::resume);
    }

    /** The connection is gone. */
    public synchronized void close() {
        closed = true;
        subscriptions.values().forEach(Subscription::close);
        subscriptions.clear();
    }
}
