package io.enerlink.gateway.auth;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The EIP-712 domain a signature is good for: one contract on one chain. */
public final class Domain {
    private static final byte[] TYPE = TypedStruct
            .typeHash("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");

    private final String name;
    private final String version;
    private final long chainId;
    private final Address verifyingContract;
    private final byte[] separator = new byte[32];

    /** A domain with the four usual fields. */
    public Domain(String name, String version, long chainId, Address verifyingContract) {
        this.name = name;
        this.version = version;
        this.chainId = chainId;
        this.verifyingContract = verifyingContract;
        new Words().begin(TYPE).bytes32(hash(name)).bytes32(hash(version)).uint(chainId).address(verifyingContract)
                .hash(separator);
    }

    /** The domain of orders, logons, approvals and withdrawals. */
    public static Domain ofMarket(long chainId, Address market) {
        return new Domain("EnerLink", "1", chainId, market);
    }

    public String name() { return name; }

    public String version() { return version; }

    public long chainId() { return chainId; }

    public Address verifyingContract() { return verifyingContract; }

    /** Whether a signature for one is a signature for the other. */
    public boolean sameAs(Domain other) {
        return Arrays.equals(separator, other.separator);
    }

    byte[] separator() { return separator; }

    private static byte[] hash(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return Words.keccak256(utf8, 0, utf8.length);
    }
}
