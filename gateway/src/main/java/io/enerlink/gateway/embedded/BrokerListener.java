package io.enerlink.gateway.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;

import io.enerlink.settlement.mqtt.Pem;

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

    /** The broker's configuration of it. Key stores are written to a folder, where only we can read them. */
    String xml(Path folder) throws IOException {
        String address = "<port>" + port + "</port><bind-address>" + host + "</bind-address>";
        if (!isTls()) return "<tcp-listener>" + address + "</tcp-listener>";
        String password = Secrets.random();
        Path identity = store(Pem.identity(certificate, key, password.toCharArray()), folder.resolve("identity.p12"),
                password);
        String tls = "<keystore>" + located(identity, password) + "<private-key-password>" + password
                + "</private-key-password></keystore>";
        if (clientAuthority != null)
            tls += "<truststore>" + located(
                    store(Pem.authorities(clientAuthority), folder.resolve("authorities.p12"), password), password)
                    + "</truststore><client-authentication-mode>REQUIRED</client-authentication-mode>";
        return "<tls-tcp-listener>" + address + "<tls>" + PROTOCOLS + tls + "</tls></tls-tcp-listener>";
    }

    private static String located(Path store, String password) {
        return "<path>" + store.toAbsolutePath() + "</path><password>" + password + "</password>";
    }

    private static Path store(KeyStore keys, Path file, String password) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (OutputStream output = Files.newOutputStream(file)) {
            keys.store(output, password.toCharArray());
            return file;
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }
}
