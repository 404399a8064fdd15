package io.enerlink.settlement;

import java.math.BigInteger;
import java.util.EnumMap;
import java.util.Map;
import io.enerlink.settlement.chain.KeyRole;
import io.enerlink.settlement.chain.Keys;
import org.web3j.crypto.ECKeyPair;

/** The same keys in every test. */
public final class TestKeys {
    private TestKeys() {}

    public static Keys get() {
        Map<KeyRole, ECKeyPair> pairs = new EnumMap<>(KeyRole.class);
        for (KeyRole role : KeyRole.values())
            pairs.put(role, ECKeyPair.create(BigInteger.valueOf(1_000_003L + role.ordinal())));
        return Keys.of(pairs);
    }
}
