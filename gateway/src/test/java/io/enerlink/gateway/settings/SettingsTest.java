package io.enerlink.gateway.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import io.enerlink.engine.pipeline.WaitMode;
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
        int processors = Runtime.getRuntime().availableProcessors();
        assertEquals(new GatewayConfig.Threads(processors, processors, 4_096), GatewayConfig.of(settings).threads());
        assertEquals("production", settings.environment());
        assertEquals(Duration.ofMinutes(5), settings.metering().energyPeriod());
        assertEquals(400, settings.metering().keepDetailsDays());
        assertEquals(WaitMode.BLOCKING, settings.engine().mode());
    }

    @Test
    void optionsOverrideTheEnvironmentWhichOverridesTheFile() throws IOException {
        Path file = file("listen { port = 1, host = a, loops = 3 }\nlimits.heartbeat = 30 seconds");
        Settings settings = new SettingsLoader().file(file)
                .environment(Map.of("ENERLINK_LISTEN_PORT", "2", "ENERLINK_LISTEN_HOST", "b", "PATH", "/bin",
                        "ENERLINK_LISTEN_ORIGINS", "https://a.example,https://b.example"))
                .options(Map.of("listen.port", 3, "engine.wait-mode", "busy-spin")).load().settings();

        assertEquals(3, settings.listen().port());
        assertEquals("b", settings.listen().host());
        assertEquals(3, settings.listen().loops());
        assertEquals(WaitMode.BUSY_SPIN, settings.engine().mode());
        assertEquals(List.of("https://a.example", "https://b.example"), settings.listen().origins());
        assertEquals(Duration.ofSeconds(30), settings.limits().heartbeat());
    }

    @Test
    void anInstrumentLeavesOutWhatIsAsForTheFirst() throws IOException {
        Path file = file(
                "instruments = [ { symbol = ETK-IDRS, band-high = \"2000\" }, { symbol = ETK-WEST, tick = 0.05 } ]");
        List<InstrumentRules> instruments = new SettingsLoader().file(file).load().settings().instruments();

        assertEquals(List.of("ETK-IDRS", "ETK-WEST"), instruments.stream().map(InstrumentRules::symbol).toList());
        assertEquals(List.of(200_000L, 0L), instruments.stream().map(InstrumentRules::bandHighTicks).toList());
        assertEquals(List.of(1L, 5L), instruments.stream().map(InstrumentRules::tickSize).toList());
        assertEquals(1_000_000, instruments.get(1).minNotionalIdrs());
        assertEquals(20, instruments.get(1).takerFeeBps());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "instruments = []            | instruments must name at least one symbol",
            "instruments = [ {}, {} ]    | and none twice",
            "instruments = [ 5 ]         | instruments must be a list of settings in braces",
            "instruments = [ { symbol = kecil } ] | a symbol is up to 16 of A-Z, 0-9 and -, not kecil",
            "instruments = [ { tik = 1 } ] | unknown setting instruments[0].tik; did you mean tick?",
            "instruments = [ { tick = 0.001 } ] | tick has more than 2 decimals",
            "instruments = [ { tick = 0 } ] | tick must be an amount such as",
            "instruments = [ { maker-fee-bps = 1001 } ] | instruments[0].maker-fee-bps must be a whole number from 0 to 1000",
            "instruments = [ { band-low = 5, band-high = 4 } ] | ETK-IDRS has a band-high below its band-low",
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
            "engine.wait-mode = sometimes | engine.wait-mode must be blocking, yielding or busy-spin, not sometimes",
            "snapshots.period = 0s       | snapshots.period must be a duration",
            "snapshots.every-commands=-1 | snapshots.every-commands must be a whole number from 0 to 2000000000",
            "snapshots.old-segments = x  | snapshots.old-segments must be archive or delete, not x",
            "snapshots.old-segments=null | snapshots.old-segments must be archive or delete, not null",
            "disk.stop-percent = 101     | disk.stop-percent must be a whole number from 0 to 100",
            "clearing.batch-size = 228   | clearing.batch-size must not be above 227, what clearing.transaction-bytes has room for",
            "disk.stop-percent = 11      | disk.refuse-percent must not be below disk.stop-percent",
            "trading.open = \"08:00\"     | trading needs both open and close, or neither",
            "trading { open = early, close = \"17:00\" } | trading.open must be a time of day such as 08:00, not early",
            "trading { open = \"17:00\", close = \"08:00\" } | trading.open must be before trading.close",
            "trading { open = \"00:01\", close = \"08:00\" } | trading.opening-call-minutes would begin on the day before",
            "trading { open = \"08:00\", close = \"08:04\" } | trading.closing-call-minutes is longer than the day's trading",
            "trading { open = \"08:00\", close = \"17:00\", zone = Mars } | trading.zone must be a zone such as UTC or Asia/Jakarta, not Mars",
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
            if (path.startsWith("listen.tls.") || path.matches("trading.(open|close)")) continue; // both or neither
            Object value = new SettingsLoader().load().source().getIsNull(path) ? "text"
                    : new SettingsLoader().load().source().getAnyRef(path);
            String name = "ENERLINK_" + path.replace('.', '_').replace('-', '_').toUpperCase(java.util.Locale.ROOT);
            String text = new SettingsLoader()
                    .environment(Map.of(name, value instanceof List ? list(path) : value.toString())).load().changed();
            assertTrue(text.startsWith(path + " = ") && text.contains("# environment " + name), text);
        }
    }

    private static String list(String path) {
        return path.equals("instruments") ? "[{symbol = ETK-WEST}]" : "a";
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("exchange.conf"), text);
    }
}
