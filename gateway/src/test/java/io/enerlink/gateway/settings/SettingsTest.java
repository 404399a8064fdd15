package io.enerlink.gateway.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import io.enerlink.gateway.net.GatewayConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
    @TempDir
    Path folder;

    @Test
    void theDefaultsAreWhatTheDemoHas() {
        Settings settings = new SettingsLoader().load().settings();

        assertEquals(GatewayConfig.demo("127.0.0.1", 8080),
                GatewayConfig.of(settings).withEnvironment(GatewayConfig.DEMO));
        assertEquals("production", settings.environment());
        assertEquals(Duration.ofMinutes(5), settings.metering().energyPeriod());
        assertEquals(400, settings.metering().keepDetailsDays());
    }

    @Test
    void optionsOverrideTheEnvironmentWhichOverridesTheFile() throws IOException {
        Path file = file("listen { port = 1, host = a, loops = 3 }\nlimits.heartbeat = 30 seconds");
        Settings settings = new SettingsLoader().file(file)
                .environment(Map.of("ENERLINK_LISTEN_PORT", "2", "ENERLINK_LISTEN_HOST", "b", "PATH", "/bin",
                        "ENERLINK_LISTEN_ORIGINS", "https://a.example,https://b.example"))
                .options(Map.of("listen.port", 3)).load().settings();

        assertEquals(3, settings.listen().port());
        assertEquals("b", settings.listen().host());
        assertEquals(3, settings.listen().loops());
        assertEquals(List.of("https://a.example", "https://b.example"), settings.listen().origins());
        assertEquals(Duration.ofSeconds(30), settings.limits().heartbeat());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "listen.prot = 1             | unknown setting listen.prot; did you mean listen.port?",
            "limit.pending = 1           | unknown setting limit",
            "listen.port = 70000         | listen.port must be a whole number from 0 to 65535",
            "listen.port = many          | listen.port must be a whole number",
            "limits.heartbeat = soon     | limits.heartbeat must be a duration",
            "limits.heartbeat = 0s       | limits.heartbeat must be a duration",
            "limits.heartbeat = 25d      | limits.heartbeat must be a duration such as 500ms, 20s or 5m, at most 24 days",
            "metering.keep-health-days = 6 | metering.keep-health-days must be a whole number from 7 to 36500",
            "limits.pending = null       | limits.pending cannot be null",
            "listen.echo = perhaps       | listen.echo must be true or false",
            "listen = 5                  | listen holds settings in braces",
            "listen.tls.certificate = x  | listen.tls needs both",
            "snapshots.period = 0s       | snapshots.period must be a duration",
            "snapshots.every-commands=-1 | snapshots.every-commands must be a whole number from 0 to 2000000000",
            "snapshots.old-segments = x  | snapshots.old-segments must be archive or delete, not x",
            "snapshots.old-segments=null | snapshots.old-segments must be archive or delete, not null",
            "disk.stop-percent = 101     | disk.stop-percent must be a whole number from 0 to 100",
            "disk.stop-percent = 11      | disk.refuse-percent must not be below disk.stop-percent",
            "listen { port = 1           | Expecting"})
    void namesTheFirstThatIsWrong(String text, String expected) throws IOException {
        Path file = file(text);
        String message = assertThrows(SettingsException.class, () -> new SettingsLoader().file(file).load())
                .getMessage();
        assertTrue(message.contains(expected), message);
    }

    @Test
    void saysInWhichLineOfTheFile() throws IOException {
        Path file = file("environment = test\n\nlisten.prot = 1\n");
        String message = assertThrows(SettingsException.class, () -> new SettingsLoader().file(file).load())
                .getMessage();
        assertTrue(message.contains(": 3: unknown setting listen.prot"), message);
    }

    @Test
    void refusesWhatItDoesNotKnowInTheEnvironment() {
        Map<String, String> environment = Map.of("ENERLINK_LISTEN_PROT", "1");
        String message = assertThrows(SettingsException.class, () -> new SettingsLoader().environment(environment))
                .getMessage();
        assertEquals("unknown ENERLINK_LISTEN_PROT in the environment; did you mean ENERLINK_LISTEN_PORT?", message);
    }

    @Test
    void showsWhereEachComesFromAndNoPassword() throws IOException {
        Path file = file("database.url = \"jdbc:postgresql://db/x?user=u&password=hunter2\"\n"
                + "chain.rpc = \"https://me:hunter2@node.example/rpc\"");
        LoadedSettings loaded = new SettingsLoader().file(file).environment(Map.of("ENERLINK_LISTEN_PORT", "9")).load();
        String text = loaded.text();

        assertTrue(text.contains("user=u&password=*****"), text);
        assertFalse(text.contains("hunter2"), text);
        assertTrue(text.contains("# environment ENERLINK_LISTEN_PORT\n"), text);
        assertTrue(text.contains("environment = \"production\""), text);
        assertTrue(text.contains("chain.rpc = \"https://*****@node.example/rpc\""), text);
        assertTrue(
                text.lines().anyMatch(line -> line.startsWith("broker.address = null") && line.endsWith("# default")),
                text);
        assertEquals(3, loaded.changed().lines().count());
        assertEquals("postgres://*****@x", LoadedSettings.masked("postgres://u:p@x"));
    }

    @Test
    void everySettingHasADefaultAndNoOtherStandsInTheFile() {
        LoadedSettings loaded = new SettingsLoader().load();
        assertEquals(Binding.paths(), loaded.text().lines().map(line -> line.split(" = ")[0]).toList());
        assertEquals("", loaded.changed());
    }

    @Test
    void everySettingCanBeSetInTheEnvironment() {
        for (String path : Binding.paths()) {
            if (path.startsWith("listen.tls.")) continue; // both or neither
            Object value = new SettingsLoader().load().source().getIsNull(path) ? "text"
                    : new SettingsLoader().load().source().getAnyRef(path);
            String name = "ENERLINK_" + path.replace('.', '_').replace('-', '_').toUpperCase(java.util.Locale.ROOT);
            String text = new SettingsLoader()
                    .environment(Map.of(name, value instanceof List ? "a" : value.toString())).load().changed();
            assertTrue(text.startsWith(path + " = ") && text.endsWith("# environment " + name + "\n"), text);
        }
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("exchange.conf"), text);
    }
}
