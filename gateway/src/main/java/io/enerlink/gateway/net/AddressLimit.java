package io.enerlink.gateway.net;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

import io.enerlink.gateway.session.Rate;
import io.enerlink.gateway.session.TokenBucket;

/** A token bucket for each network address; those of the addresses seen last are remembered. Thread-safe. */
final class AddressLimit {
    private static final int MAX_ADDRESSES = 10_000;
    private static final int IPV6_NETWORK_BYTES = 8;

    private final Rate rate;
    private final Map<InetAddress, TokenBucket> buckets = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<InetAddress, TokenBucket> eldest) {
            return size() > MAX_ADDRESSES;
        }
    };

    AddressLimit(Rate rate) { this.rate = rate; }

    Rate rate() { return rate; }

    /** The address that limits know somebody by: of IPv6 the network, since whoever has one address there has 2⁶⁴. */
    static InetAddress of(SocketAddress remote) {
        InetAddress address = ((InetSocketAddress) remote).getAddress();
        if (!(address instanceof Inet6Address)) return address;
        byte[] bytes = address.getAddress();
        Arrays.fill(bytes, IPV6_NETWORK_BYTES, bytes.length, (byte) 0);
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException wrongLength) {
            throw new IllegalStateException(wrongLength);
        }
    }

    synchronized TokenBucket bucket(InetAddress address, long nowNanos) {
        return buckets.computeIfAbsent(address, none -> new TokenBucket(rate, nowNanos));
    }

    /** Takes a token of the address and returns 0, or returns the milliseconds to wait. */
    long take(SocketAddress remote) {
        long nowNanos = System.nanoTime();
        return bucket(of(remote), nowNanos).take(nowNanos);
    }
}
