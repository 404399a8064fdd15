package io.enerlink.settlement.mqtt;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** PEM files as Java's key stores. All throw an IllegalArgumentException that names the file when it is not what it should be. */
public final class Pem {
    private static final Pattern KEY = Pattern
            .compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
    /** Kinds of keys, and how each signs. */
    private static final Map<String, String> ALGORITHMS = Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA",
            "EdDSA", "EdDSA");

    private Pem() {}

    /**
     * A certificate with the chain behind it, and its key.
     *
     * @param key PKCS #8, not encrypted
     */
    public static KeyStore identity(Path certificate, Path key, char[] password) {
        List<? extends Certificate> chain = List.copyOf(certificates(certificate));
        PrivateKey secret = privateKey(key, chain.getFirst().getPublicKey().getAlgorithm());
        try {
            if (!isPair(secret, chain.getFirst()))
                throw new IllegalArgumentException(key + " is not the key of " + certificate);
            KeyStore store = empty();
            store.setKeyEntry("identity", secret, password, chain.toArray(Certificate[]::new));
            return store;
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(certificate + " and " + key + " cannot be used: " + e.getMessage(), e);
        }
    }

    /** Authorities whose certificates are trusted. */
    public static KeyStore authorities(Path certificates) {
        try {
            KeyStore store = empty();
            int number = 0;
            for (Certificate authority : certificates(certificates))
                store.setCertificateEntry("authority" + number++, authority);
            return store;
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(certificates + " cannot be used: " + e.getMessage(), e);
        }
    }

    private static KeyStore empty() throws GeneralSecurityException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            return store;
        } catch (IOException e) {
            throw new IllegalStateException(e); // nothing is read
        }
    }

    private static Collection<? extends Certificate> certificates(Path file) {
        try (InputStream input = Files.newInputStream(file)) {
            Collection<? extends Certificate> found = CertificateFactory.getInstance("X.509")
                    .generateCertificates(input);
            if (found.isEmpty()) throw new IllegalArgumentException(file + " has no certificate");
            return found;
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(file + " has no certificate in PEM: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot read " + file + ": " + e, e);
        }
    }

    private static PrivateKey privateKey(Path file, String algorithm) {
        try {
            Matcher key = KEY.matcher(Files.readString(file));
            if (!key.find())
                throw new IllegalArgumentException(file + " has no private key in PEM, PKCS #8, not encrypted");
            return KeyFactory.getInstance(algorithm)
                    .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(key.group(1))));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(file + " has no " + algorithm + " key: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot read " + file + ": " + e, e);
        }
    }

    private static boolean isPair(PrivateKey key, Certificate certificate) throws GeneralSecurityException {
        String algorithm = ALGORITHMS.get(certificate.getPublicKey().getAlgorithm());
        if (algorithm == null) return true; // of a kind that we do not know: the first handshake shows it
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(key);
        byte[] signed = signature.sign();
        signature.initVerify(certificate.getPublicKey());
        return signature.verify(signed);
    }
}
