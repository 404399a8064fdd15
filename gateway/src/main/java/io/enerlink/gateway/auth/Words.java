package io.enerlink.gateway.auth;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.bouncycastle.crypto.digests.KeccakDigest;

/** Builds one EIP-712 struct as 32-byte words in a buffer that is used again. One per thread. */
public final class Words {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final int WORD = 32;
    private static final int MAX_WORDS = 16;

    private final byte[] buffer = new byte[MAX_WORDS * WORD];
    private final KeccakDigest keccak = new KeccakDigest(256);
    private int length;

    /** Starts a struct with its type hash. */
    Words begin(byte[] typeHash) {
        length = 0;
        return bytes32(typeHash);
    }

    /** Appends a number as any of the unsigned types; {@code value} is not negative. */
    public Words uint(long value) {
        if (value < 0) throw new IllegalArgumentException("an unsigned number may not be negative: " + value);
        return word(0, 0, 0, value);
    }

    /** Appends a number as uint256. */
    public Words uint(BigInteger value) {
        if (value.signum() < 0 || value.bitLength() > 256)
            throw new IllegalArgumentException("not a uint256: " + value);
        return word(value.shiftRight(192).longValue(), value.shiftRight(128).longValue(),
                value.shiftRight(64).longValue(), value.longValue());
    }

    /** Appends an address. */
    public Words address(Address address) {
        int at = room();
        Arrays.fill(buffer, at, at + WORD - Address.LENGTH, (byte) 0);
        address.copyTo(buffer, at + WORD - Address.LENGTH);
        return this;
    }

    /** Appends 32 bytes as they are. */
    public Words bytes32(byte[] bytes) {
        if (bytes.length != WORD) throw new IllegalArgumentException("bytes32 has 32 bytes, not " + bytes.length);
        System.arraycopy(bytes, 0, buffer, room(), WORD);
        return this;
    }

    /** Appends the keccak256 of an ASCII text. */
    public Words hashOf(String ascii) {
        int at = room();
        for (int i = 0; i < ascii.length(); i++) keccak.update((byte) ascii.charAt(i));
        keccak.doFinal(buffer, at);
        return this;
    }

    /** Writes the struct's hash to {@code target}. */
    void hash(byte[] target) {
        keccak.update(buffer, 0, length);
        keccak.doFinal(target, 0);
    }

    /** Writes keccak256(0x1901, domain separator, struct hash) to {@code target}. */
    void digest(byte[] separator, byte[] target) {
        hash(target);
        keccak.update((byte) 0x19);
        keccak.update((byte) 0x01);
        keccak.update(separator, 0, WORD);
        keccak.update(target, 0, WORD);
        keccak.doFinal(target, 0);
    }

    /** The address of an uncompressed public key; ends what was begun. */
    Address addressOf(byte[] publicKey) {
        keccak.update(publicKey, 1, 2 * WORD);
        keccak.doFinal(buffer, 0);
        return Address.of(buffer, WORD - Address.LENGTH);
    }

    static byte[] keccak256(byte[] bytes, int offset, int length) {
        KeccakDigest digest = new KeccakDigest(256);
        digest.update(bytes, offset, length);
        byte[] hash = new byte[WORD];
        digest.doFinal(hash, 0);
        return hash;
    }

    static void putLong(byte[] target, int offset, long value) {
        LONG.set(target, offset, value);
    }

    static void putInt(byte[] target, int offset, int value) {
        INT.set(target, offset, value);
    }

    private Words word(long a, long b, long c, long d) {
        int at = room();
        putLong(buffer, at, a);
        putLong(buffer, at + 8, b);
        putLong(buffer, at + 16, c);
        putLong(buffer, at + 24, d);
        return this;
    }

    private int room() {
        int at = length;
        if (at == buffer.length) throw new IllegalStateException("a struct has at most " + (MAX_WORDS - 1) + " fields");
        length += WORD;
        return at;
    }
}
