package io.enerlink.gateway.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.cert.X509Certificate;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {
    @TempDir
    Path folder;

    private GatewayConfig.Tls files;

    /** Believes everybody: the test looks at the certificate itself. */
    private static final class Trusting implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() { return new X509Certificate[0]; }
    }

    @BeforeEach
    void certificate() throws Exception {
        files = new GatewayConfig.Tls(folder.resolve("chain.pem"), folder.resolve("key.pem"));
        issue(1);
    }

    @Test
    void speaksTls13AndNothingOlder() throws Exception {
        try (GatewayServer server = start()) {
            assertEquals("TLSv1.3", handshake(server.port(), "TLSv1.3").getProtocol());
            assertThrows(IOException.class, () -> handshake(server.port(), "TLSv1.2"));
        }
    }

    @Test
    void takesANewCertificateWithoutARestartAndKeepsTheOldOneWhereItIsBroken() throws Exception {
        try (GatewayServer server = start()) {
            BigInteger first = serial(server.port());
            issue(2);
            BigInteger second = await(server.port(), first);
            Files.writeString(files.certificate(), "no certificate");
            Files.setLastModifiedTime(files.certificate(), FileTime.fromMillis(5_000_000));
            assertEquals(second, serial(server.port()));
        }
    }

    @Test
    void doesNotStartWithoutItsFiles() throws Exception {
        Files.delete(files.key());
        IllegalStateException failed = assertThrows(IllegalStateException.class, () -> start().close());
        assertTrue(failed.getMessage().contains("key.pem"), failed.getMessage());
    }

    private GatewayServer start() throws Exception {
        GatewayConfig config = GatewayConfig.demo("127.0.0.1", 0)
                .with(new GatewayConfig.Access(Set.of(), Set.of(), false, files));
        GatewayServer server = new GatewayServer(config);
        try {
            server.start(new ScriptedEngine(server.listener()), TestExchange.DOMAIN);
            return server;
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private void issue(int version) throws Exception {
        X509Bundle bundle = new CertificateBuilder().subject("CN=localhost")
                .setIsCertificateAuthority(true).buildSelfSigned();
        Files.writeString(files.certificate(), bundle.getCertificatePathPEM());
        Files.writeString(files.key(), bundle.getPrivateKeyPEM());
        FileTime changed = FileTime.fromMillis(1_000_000L * version);
        Files.setLastModifiedTime(files.certificate(), changed);
        Files.setLastModifiedTime(files.key(), changed);
    }

    private static BigInteger await(int port, BigInteger not) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        BigInteger serial = serial(port);
        while (serial.equals(not) && System.nanoTime() < deadline) serial = serial(port);
        assertNotEquals(not, serial);
        return serial;
    }

    private static BigInteger serial(int port) throws Exception {
        return ((X509Certificate) handshake(port, "TLSv1.3").getPeerCertificates()[0]).getSerialNumber();
    }

    private static SSLSession handshake(int port, String protocol) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[]{new Trusting()}, null);
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port)) {
            socket.setSoTimeout(20_000);
            socket.setEnabledProtocols(new String[]{protocol});
            socket.startHandshake();
            return socket.getSession();
        }
    }
}
