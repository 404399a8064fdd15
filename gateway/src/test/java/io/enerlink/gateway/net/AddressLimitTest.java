package io.enerlink.gateway.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.enerlink.gateway.session.Rate;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

class AddressLimitTest {
    private static final long NOW_NS = 0;
    private final AddressLimit limit = new AddressLimit(new Rate(1, 1));

    private long take(String address) {
        return limit.bucket(AddressLimit.of(new InetSocketAddress(address, 1)), NOW_NS).take(NOW_NS);
    }

    @Test
    void knowsEachAddressOfIpv4ByItself() {
        assertEquals(0, take("192.0.2.1"));
        assertTrue(take("192.0.2.1") > 0);
        assertEquals(0, take("192.0.2.2"));
    }

    @Test
    void knowsIpv6ByItsNetwork() {
        assertEquals(0, take("2001:db8:0:1::1"));
        assertTrue(take("2001:db8:0:1:ffff::2") > 0);
        assertEquals(0, take("2001:db8:0:2::1"));
    }
}
