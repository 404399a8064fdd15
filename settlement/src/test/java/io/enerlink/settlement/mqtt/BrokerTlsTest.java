package io.enerlink.settlement.mqtt;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;

import io.enerlink.settlement.TestCertificates;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of files that are not what they should be. */
class BrokerTlsTest {
    @TempDir
    Path folder;

    private TestCertificates certificates;

    @BeforeEach
    void issue() throws Exception {
        certificates = new TestCertificates(folder);
        certificates.client("home");
        certificates.client("shop");
    }

    @Test
    void takesWhatBelongsTogether() {
        assertDoesNotThrow(() -> with("authority.pem", "home.pem", "home.key"));
        assertDoesNotThrow(() -> new BrokerTls(null, null, null).config());
    }

    @Test
    void namesTheFileThatIsNotWhatItShouldBe() throws Exception {
        Files.writeString(folder.resolve("broken.pem"), "no certificate");
        Files.writeString(folder.resolve("encrypted.key"), "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMII=\n-----END");
        refuses("missing.pem", "missing.pem", "home.pem", "home.key");
        refuses("broken.pem", "broken.pem", "home.pem", "home.key");
        refuses("broken.pem", "authority.pem", "broken.pem", "home.key");
        refuses("encrypted.key", "authority.pem", "home.pem", "encrypted.key");
        refuses("shop.key is not the key of", "authority.pem", "home.pem", "shop.key");
        assertThrows(IllegalArgumentException.class, () -> new BrokerTls(null, Path.of("home.pem"), null));
    }

    private void refuses(String named, String authority, String certificate, String key) {
        String message = assertThrows(IllegalArgumentException.class, () -> with(authority, certificate, key))
                .getMessage();
        assertTrue(message.contains(named), message);
    }

    private void with(String authority, String certificate, String key) {
        new BrokerTls(folder.resolve(authority), folder.resolve(certificate), folder.resolve(key)).config();
    }

    @Test
    void anAddressIsShownWithoutItsSecret() {
        String shown = BrokerAddress.of("broker.example", 8883).as("home", "a secret").toString();
        assertFalse(shown.contains("secret"), shown);
        assertThrows(IllegalArgumentException.class, () -> new BrokerAddress("broker.example", 1, "home", null, null));
    }
}
