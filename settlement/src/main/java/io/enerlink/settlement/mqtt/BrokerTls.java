package io.enerlink.settlement.mqtt;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import com.hivemq.client.mqtt.MqttClientSslConfig;
import com.hivemq.client.mqtt.MqttClientSslConfigBuilder;

/**
 * How a client speaks TLS with a broker. The files are PEM and read at the start; the broker's name is checked.
 *
 * @param authority   who signed the broker's certificate; null: whom Java trusts
 * @param certificate that the client shows, with the chain behind it; null: none
 * @param key         of the certificate, PKCS #8, not encrypted; null without one
 */
public record BrokerTls(Path authority, Path certificate, Path key) {

    private static final int PASSWORD_BYTES = 16;

    /** @throws IllegalArgumentException when there is a certificate without a key, or a key without a certificate */
    public BrokerTls {
        if ((certificate == null) != (key == null))
            throw new IllegalArgumentException("a client shows both a certificate and its key, or neither");
    }

    /**
     * As the client library takes it.
     *
     * @throws IllegalArgumentException naming the file that is not what it should be
     */
    public MqttClientSslConfig config() {
        try {
            MqttClientSslConfigBuilder config = MqttClientSslConfig.builder();
            if (authority != null) config.trustManagerFactory(trust(Pem.authorities(authority)));
            if (certificate != null) {
                char[] password = randomPassword();
                config.keyManagerFactory(identity(Pem.identity(certificate, key, password), password));
            }
            return config.build();
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("TLS with the broker is not possible: " + e.getMessage(), e);
        }
    }

    private static TrustManagerFactory trust(KeyStore authorities) throws GeneralSecurityException {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(authorities);
        return trust;
    }

    private static KeyManagerFactory identity(KeyStore store, char[] password) throws GeneralSecurityException {
        KeyManagerFactory identity = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        identity.init(store, password);
        return identity;
    }

    /** Of a store that is never written anywhere. */
    private static char[] randomPassword() {
        byte[] random = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random).toCharArray();
    }
}
