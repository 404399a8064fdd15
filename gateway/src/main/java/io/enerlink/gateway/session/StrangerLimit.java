package io.enerlink.gateway.session;

import io.enerlink.gateway.protocol.Errors;
import io.enerlink.gateway.protocol.ProtocolException;

/**
 * How much a connection may ask for before it has logged on. All of a network address have one bucket; of that each
 * connection has its equal share for sure, so that a flood leaves its neighbours enough to log on. Who has logged on is
 * limited by the account instead. Thread-safe.
 */
public final class StrangerLimit {
    private final Rate rate;
    private final TokenBucket ofAddress;
    private final TokenBucket share;

    /** @param ofAddress of the rate @param connections that the address may have */
    public StrangerLimit(Rate rate, TokenBucket ofAddress, int connections, long nowNanos) {
        this.rate = rate;
        this.ofAddress = ofAddress;
        share = TokenBucket.share(rate, connections, nowNanos);
    }

    /** @throws ProtocolException RATE_LIMIT with the time to wait */
    void take(long nowNanos) {
        long shareMs = share.take(nowNanos);
        if (shareMs == 0) return;
        long waitMs = ofAddress.take(nowNanos);
        if (waitMs == 0) return;
        throw new ProtocolException(Errors.RATE_LIMIT, "more than " + rate.perSecond()
                + " requests a second from this address by those who have not logged on", Math.min(shareMs, waitMs));
    }
}
