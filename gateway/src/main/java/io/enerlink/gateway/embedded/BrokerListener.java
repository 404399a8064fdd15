package io.enerlink.gateway.embedded;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;

/**
 * Where meters reach the embedded broker. Without TLS that is on this machine only.
 *
 * @param host            address to listen on
 * @param port            0 for any
 * @param certificate     PEM, with the chain behind it; null: no TLS
 * @param key             PEM, PKCS #8, not encrypted; null without a certificate
 * @param clientAuthority PEM, who signs meters' certificates; null: meters show none
 */
public record BrokerListener(String host, int port, Path certificate, Path key, Path clientAuthority) {

    private static final String LOOPBACK = "127.0.0.1";
    private static final String PROTOCOLS = "<protocols><protocol>TLSv1.3</protocol><protocol>TLSv1.2</protocol>"
            + "</protocols>";

    /** @throws IllegalArgumentException when it is not encrypted and can be reached from elsewhere, or lacks a file */
    public BrokerListener {
        if ((certificate == null) != (key == null))
            throw new IllegalArgumentException("the broker's TLS needs both a certificate and its key");
        if (certificate == null && clientAuthority != null)
            throw new IllegalArgumentException("meters can show certificates only where the broker has one itself");
        if (certificate == null && !isLoopback(host))
            throw new IllegalArgumentException("without TLS the broker listens on this machine only, not on " + host);
    }

    /** On this machine, not encrypted. */
    public static BrokerListener loopback(int port) {
        return new BrokerListener(LOOPBACK, port, null, null, null);
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("the broker cannot listen on " + host + ": " + e.getMessage(), e);
        }
    }

    public boolean isTls() { return certificate != null; }

    BrokerListener at(int chosenPort) {
        return new BrokerListener(host, chosenPort, certificate, key, clientAuthority);
    }

    /** An address of this machine that it listens on. */
    InetAddress reachable() throws UnknownHostException {
        InetAddress address = InetAddress.getByName(host);
        return address.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : address;
    }

    /** The broker's configuration of it. {@code stores} null without TLS. */
    String xml(BrokerKeyStores stores) {
        String address = "<port>" + port + "</port><bind-address>" + host + "</bind-address>";
        if (stores == null) return "<tcp-listener>" + address + "</tcp-listener>";
        return "<tls-tcp-listener>" + address + "<tls>" + PROTOCOLS + stores.xml() + "</tls></tls-tcp-listener>";
    }
}
