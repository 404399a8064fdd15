package io.enerlink.gateway.net;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;

import io.enerlink.gateway.protocol.Errors;
import io.enerlink.gateway.protocol.ProtocolException;
import io.enerlink.gateway.session.TokenBucket;

/** How many HTTP requests a network address may send; the addresses seen last are remembered. Thread-safe. */
final class AddressLimit {
    private static final int MAX_ADDRESSES = 10_000;

    private final int perSecond;
    private final int burst;
    private final Map<InetAddress, TokenBucket> buckets = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<InetAddress, TokenBucket> eldest) {
            return size() > MAX_ADDRESSES;
        }
    };

    AddressLimit(int perSecond, int burst) {
        this.perSecond = perSecond;
        this.burst = burst;
    }

    /** @throws ProtocolException RATE_LIMIT with the time to wait */
    void take(SocketAddress from) {
        long nowNanos = System.nanoTime();
        long waitMs = bucket(((InetSocketAddress) from).getAddress(), nowNanos).take(nowNanos);
        if (waitMs > 0) {
            throw new ProtocolException(Errors.RATE_LIMIT, "more than " + perSecond
                    + " HTTP requests a second from this address", waitMs);
        }
    }

    private synchronized TokenBucket bucket(InetAddress address, long nowNanos) {
        return buckets.computeIfAbsent(address, none -> new TokenBucket(perSecond, burst, nowNanos));
    }
}
