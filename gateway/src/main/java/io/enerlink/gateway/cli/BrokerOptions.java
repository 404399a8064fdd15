package io.enerlink.gateway.cli;

import java.nio.file.Path;

import io.enerlink.gateway.settings.Settings;
import io.enerlink.settlement.chain.PrivateFile;
import io.enerlink.settlement.mqtt.BrokerAddress;
import io.enerlink.settlement.mqtt.BrokerTls;
import picocli.CommandLine.Option;

/** How a meter reaches its broker. */
final class BrokerOptions {
    @Option(names = "--mqtt", paramLabel = "HOST:PORT", converter = HostPort.Option.class, description = "the broker")
    private HostPort mqtt;

    @Option(names = "--secret", paramLabel = "SECRET", description = "shows it to the broker, with the site as its name")
    private String secret;

    @Option(names = "--tls", description = "encrypts; whom Java trusts may have signed the broker's certificate")
    private boolean tls;

    @Option(names = "--authority", paramLabel = "FILE", description = "encrypts; PEM, who signed the broker's certificate")
    private Path authority;

    @Option(names = "--certificate", paramLabel = "FILE", description = "PEM, that the meter shows the broker")
    private Path certificate;

    @Option(names = "--key", paramLabel = "FILE", description = "PEM, PKCS #8, of the certificate")
    private Path key;

    boolean isGiven() { return mqtt != null; }

    /** @throws IllegalArgumentException when they do not go together */
    BrokerAddress of(String site) {
        BrokerAddress address = BrokerAddress.of(mqtt.host(), mqtt.port());
        if (secret != null) address = address.as(site, secret);
        boolean encrypted = tls || authority != null || certificate != null || key != null;
        return encrypted ? address.over(new BrokerTls(authority, certificate, key)) : address;
    }

    /** The broker of the settings; null: the embedded one. @throws IllegalArgumentException when it cannot be */
    static BrokerAddress of(Settings.Broker settings) {
        if (settings.address() == null) return null;
        HostPort at = HostPort.parse(settings.address());
        Settings.BrokerClient client = settings.client();
        BrokerAddress address = new BrokerAddress(at.host(), at.port(), client.user(),
                client.passwordFile() == null ? null : PrivateFile.read(Path.of(client.passwordFile())).strip(), null);
        boolean encrypted = client.tls() || client.authority() != null || client.certificate() != null;
        return encrypted
                ? address.over(new BrokerTls(path(client.authority()), path(client.certificate()), path(client.key())))
                : address;
    }

    static Path path(String file) {
        return file == null ? null : Path.of(file);
    }
}
