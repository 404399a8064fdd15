package io.enerlink.gateway.auth;

import fr.acinq.secp256k1.Secp256k1;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;

/** A secp256k1 private key and its address. Its text never shows the key. */
public final class SigningKey {
    private static final Secp256k1 CURVE = Secp256k1.get();
    private static final int LENGTH = 32;

    private final byte[] secret;
    private final byte[] publicKey;
    private final Address address;

    /**
     * Takes a copy of 32 bytes.
     *
     * @throws IllegalArgumentException when they are no key of the curve
     */
    public SigningKey(byte[] secret) {
        if (secret.length != LENGTH || !CURVE.secKeyVerify(secret)) {
            throw new IllegalArgumentException("a private key is 32 bytes between 1 and the order of secp256k1");
        }
        this.secret = secret.clone();
        this.publicKey = CURVE.pubkeyCreate(secret);
        this.address = Recovery.addressOf(publicKey);
    }

    /** Reads 64 hexadecimal digits, {@code 0x} before them or not. */
    public static SigningKey parse(String hex) {
        return new SigningKey(HexFormat.of().parseHex(hex.startsWith("0x") ? hex.substring(2) : hex));
    }

    /** A new key from the system's randomness. */
    public static SigningKey generate() {
        SecureRandom random = new SecureRandom();
        byte[] secret = new byte[LENGTH];
        do
            random.nextBytes(secret);
        while (!CURVE.secKeyVerify(secret));
        return new SigningKey(secret);
    }

    public Address address() { return address; }

    /** Signs a struct for a domain: r, s and v in 65 bytes, s low, v 27 or 28. */
    public byte[] sign(Domain domain, TypedStruct struct) {
        Words words = new Words();
        struct.encode(words.begin(struct.typeHash()));
        byte[] digest = new byte[LENGTH];
        words.digest(domain.separator(), digest);
        return sign(digest);
    }

    /** Signs a digest of 32 bytes. */
    public byte[] sign(byte[] digest) {
        byte[] compact = CURVE.sign(digest, secret);
        byte[] signature = Arrays.copyOf(compact, Recovery.SIGNATURE_LENGTH);
        signature[Recovery.SIGNATURE_LENGTH - 1] = (byte) (27 + recoveryId(compact, digest));
        return signature;
    }

    private int recoveryId(byte[] compact, byte[] digest) {
        return Arrays.equals(publicKey, CURVE.ecdsaRecover(compact, digest, 0)) ? 0 : 1;
    }

    @Override
    public String toString() {
        return "key of " + address;
    }
}
