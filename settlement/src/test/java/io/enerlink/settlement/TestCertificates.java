package io.enerlink.settlement;

import java.nio.file.Files;
import java.nio.file.Path;

import io.enerlink.settlement.mqtt.BrokerTls;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;

/** An authority and what it signs, as PEM files in a folder. */
public final class TestCertificates {
    private final Path folder;
    private final X509Bundle authority;

    public TestCertificates(Path folder) throws Exception {
        this.folder = folder;
        authority = new CertificateBuilder().subject("CN=authority").setIsCertificateAuthority(true).buildSelfSigned();
        Files.createDirectories(folder);
        Files.writeString(authority(), authority.getCertificatePEM());
    }

    public Path authority() { return folder.resolve("authority.pem"); }

    public Path certificate(String name) { return folder.resolve(name + ".pem"); }

    public Path key(String name) { return folder.resolve(name + ".key"); }

    /** For a server on this machine. */
    public void server(String name) throws Exception {
        write(name, new CertificateBuilder().subject("CN=" + name).addSanDnsName("localhost")
                .addSanIpAddress("127.0.0.1").buildIssuedBy(authority));
    }

    /** What a client with this common name shows, to a server of this authority. */
    public BrokerTls client(String name) throws Exception {
        write(name, new CertificateBuilder().subject("CN=" + name).buildIssuedBy(authority));
        return new BrokerTls(authority(), certificate(name), key(name));
    }

    private void write(String name, X509Bundle bundle) throws Exception {
        Files.writeString(certificate(name), bundle.getCertificatePathPEM());
        Files.writeString(key(name), bundle.getPrivateKeyPEM());
    }
}
