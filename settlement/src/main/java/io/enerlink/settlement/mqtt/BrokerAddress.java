package io.enerlink.settlement.mqtt;

import java.nio.charset.StandardCharsets;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.Mqtt5ClientBuilder;

/**
 * A broker, and what a client shows it.
 *
 * @param user   null where the broker asks for none, or takes it from the certificate
 * @param secret of the user; null without one
 * @param tls    null: not encrypted, for brokers on this machine
 */
public record BrokerAddress(String host, int port, String user, String secret, BrokerTls tls) {
    public BrokerAddress {
        if ((user == null) != (secret == null))
            throw new IllegalArgumentException("a client shows both a user and a secret, or neither");
    }

    public static BrokerAddress of(String host, int port) {
        return new BrokerAddress(host, port, null, null, null);
    }

    /** Shows a name and a secret. */
    public BrokerAddress as(String name, String password) {
        return new BrokerAddress(host, port, name, password, tls);
    }

    /** Encrypts. */
    public BrokerAddress over(BrokerTls encryption) {
        return new BrokerAddress(host, port, user, secret, encryption);
    }

    /**
     * A client that is still to be built.
     *
     * @param identifier its session's name at the broker
     * @throws IllegalArgumentException naming the file of {@link #tls} that is not what it should be
     */
    public Mqtt5ClientBuilder client(String identifier) {
        Mqtt5ClientBuilder builder = Mqtt5Client.builder().identifier(identifier).serverHost(host).serverPort(port);
        if (tls != null) builder = builder.sslConfig(tls.config());
        if (user == null) return builder;
        return builder.simpleAuth().username(user).password(secret.getBytes(StandardCharsets.UTF_8)).applySimpleAuth();
    }

    @Override
    public String toString() {
        return (tls == null ? "mqtt://" : "mqtts://") + host + ":" + port; // without the secret
    }
}
