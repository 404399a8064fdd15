package io.enerlink.gateway.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.enerlink.settlement.mqtt.BrokerTls;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;

/** An authority and what it signs, as PEM files in a folder: NAME.pem and NAME.key. */
public final class Certificates {
    private final Path folder;
    private final X509Bundle authority;

    public Certificates(Path folder) throws Exception {
        this.folder = folder;
        authority = new CertificateBuilder().subject("CN=authority").setIsCertificateAuthority(true).buildSelfSigned();
        file("authority.pem", authority.getCertificatePEM());
    }

    public Path file(String name) {
        return folder.resolve(name);
    }

    /** A certificate of this common name, good for a server on this machine, too. */
    public Certificates issue(String name) throws Exception {
        X509Bundle issued = new CertificateBuilder().subject("CN=" + name).addSanIpAddress("127.0.0.1")
                .buildIssuedBy(authority);
        file(name + ".key", issued.getPrivateKeyPEM());
        file(name + ".pem", issued.getCertificatePathPEM());
        return this;
    }

    private void file(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    /** What a client shows; {@code name} null: no certificate. */
    public BrokerTls tls(String name) {
        return new BrokerTls(file("authority.pem"), name == null ? null : file(name + ".pem"),
                name == null ? null : file(name + ".key"));
    }
}
