package io.enerlink.settlement.metering;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;

/** What a meter proves itself with: an Ed25519 key for its signatures, a secret for broker and gateway. */
public final class MeterKey {
    /** Bytes of a public key. */
    public static final int KEY_BYTES = 32;
    private static final int SECRET_BYTES = 24;
    /** What stands before a key's 32 bytes in X.509. */
    private static final byte[] X509 = HexFormat.of().parseHex("302a300506032b6570032100");

    private MeterKey() {}

    /** Whether a signature is of this text, by this key. */
    static boolean verifies(byte[] publicKey, String text, byte[] signature) {
        try {
            byte[] encoded = new byte[X509.length + KEY_BYTES];
            System.arraycopy(X509, 0, encoded, 0, X509.length);
            System.arraycopy(publicKey, 0, encoded, X509.length, KEY_BYTES);
            PublicKey key = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
            Signature verifier = Signature.getInstance("Ed25519");
            verifier.initVerify(key);
            verifier.update(text.getBytes(StandardCharsets.UTF_8));
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            return false; // no key, or no signature: it verifies nothing
        }
    }

    /** A new secret, in hexadecimal. */
    static String newSecret() {
        byte[] random = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    /** What is kept of a secret: it is random, so one round is enough. */
    static String hashOf(String secret) {
        try {
            return HexFormat.of().formatHex(
                    MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
