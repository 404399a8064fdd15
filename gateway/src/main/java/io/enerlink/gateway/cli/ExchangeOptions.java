package io.enerlink.gateway.cli;

import org.slf4j.LoggerFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.enerlink.gateway.embedded.BrokerListener;
import io.enerlink.gateway.embedded.StartFailedException;
import io.enerlink.gateway.net.GatewayConfig;
import io.enerlink.gateway.protocol.ProtocolException;
import io.enerlink.gateway.settings.LoadedSettings;
import io.enerlink.gateway.settings.Settings;
import io.enerlink.gateway.settings.SettingsException;
import io.enerlink.gateway.settings.SettingsLoader;
import io.enerlink.settlement.metering.Keep;
import io.enerlink.settlement.metering.Meter;
import picocli.CommandLine.Option;

/** The options that {@code exchange} and {@code demo} share. Those that are settings, too, override them. */
final class ExchangeOptions {
    private static final String HOME = "enerlink.home";
    private static final Duration DEMO_ENERGY_PERIOD = Duration.ofSeconds(5);

    @Option(names = "--data", paramLabel = "DIR", defaultValue = ".enerlink", description = "where everything is kept (default: ${DEFAULT-VALUE})")
    Path data;

    @Option(names = "--fresh", description = "delete what is kept and begin anew")
    boolean fresh;

    @Option(names = "--config", paramLabel = "FILE", description = "settings; see ./enerlink config print")
    Path file;

    @Option(names = "--host", description = "address of the public protocol (default: 127.0.0.1)")
    String host;

    @Option(names = "--port", description = "port of the public protocol, 0 for any free one (default: 8080)")
    Integer port;

    @Option(names = "--admin-port", description = "port of metrics and administration on loopback, 0 for any free one (default: 8081; in the demo and with --port 0 a free one)")
    Integer adminPort;

    @Option(names = "--chain-port", description = "port of the embedded anvil (default: a free one)")
    Integer chainPort;

    @Option(names = "--database-port", description = "port of the embedded PostgreSQL (default: a free one)")
    Integer databasePort;

    @Option(names = "--mqtt-port", description = "port of the embedded broker (default: a free one)")
    Integer mqttPort;

    @Option(names = "--energy-period", paramLabel = "DURATION", converter = DurationOption.class, description = "between two settlements of a meter's energy (default: 5m, in the demo 5s)")
    Duration energyPeriod;

    @Option(names = "--meter", paramLabel = "SITE=OWNER:WATTS", converter = MeterOption.class, description = "registers the meter of a site: the wallet that its energy belongs to and the most it can measure; may be repeated")
    List<Meter> meters = List.of();

    @Option(names = "--snapshot-every", paramLabel = "COMMANDS", description = "a snapshot of the engine after so many commands, 0 for none (default: 5000000)")
    Integer snapshotEvery;

    @Option(names = "--snapshot-period", paramLabel = "DURATION", converter = DurationOption.class, description = "and after so much time (default: 1h)")
    Duration snapshotPeriod;

    @Option(names = "--old-segments", paramLabel = "archive|delete", description = "what becomes of journal segments that no snapshot needs any more; an audit needs them (default: archive)")
    String oldSegments;

    @Option(names = "--disk-refuse", paramLabel = "PERCENT", description = "new orders are refused while less of the journal's disk is free (default: 10)")
    Integer diskRefuse;

    @Option(names = "--disk-stop", paramLabel = "PERCENT", description = "the exchange stops when less is free (default: 5)")
    Integer diskStop;

    /** The embedded parts in the demo's rhythm. */
    Config demo(Console console) {
        Map<String, Object> demo = new HashMap<>();
        demo.put("environment", GatewayConfig.DEMO);
        if (adminPort == null && file == null) demo.put("admin.port", 0);
        if (energyPeriod == null) demo.put("metering.energy-period", text(DEMO_ENERGY_PERIOD));
        Config config = config(demo, console);
        if (config.meterAccess())
            throw new StartFailedException("settings: the demo's homes show the broker nothing; broker.tls and"
                    + " broker.meter-secrets are for exchange and server");
        return config;
    }

    /**
     * What holds, shown to the operator.
     *
     * @param more options of the command that are not here, by the setting's path
     * @throws StartFailedException naming the setting that is wrong
     */
    Config config(Map<String, Object> more, Console console) {
        try {
            LoadedSettings loaded = load(file, more);
            // only now: the log goes where the first logger found the data folder to be
            LoggerFactory.getLogger(ExchangeOptions.class).info("settings\n{}", loaded.text());
            loaded.changed().lines().forEach(line -> console.line("  " + line));
            return config(loaded.settings());
        } catch (SettingsException | ProtocolException | IllegalArgumentException | IllegalStateException e) {
            throw new StartFailedException("settings: " + e.getMessage(), e);
        }
    }

    private LoadedSettings load(Path from, Map<String, Object> more) {
        SettingsLoader loader = new SettingsLoader();
        if (from != null) loader.file(from);
        return loader.environment(System.getenv()).options(own()).options(more).load();
    }

    private Map<String, Object> own() {
        Map<String, Object> given = new HashMap<>();
        given.put("listen.host", host);
        given.put("listen.port", port);
        given.put("admin.port", adminPort == null && port != null && port == 0 ? Integer.valueOf(0) : adminPort);
        given.put("chain.port", chainPort);
        given.put("database.port", databasePort);
        given.put("broker.port", mqttPort);
        given.put("metering.energy-period", text(energyPeriod));
        given.put("snapshots.every-commands", snapshotEvery);
        given.put("snapshots.period", text(snapshotPeriod));
        given.put("snapshots.old-segments", oldSegments);
        given.put("disk.refuse-percent", diskRefuse);
        given.put("disk.stop-percent", diskStop);
        return given;
    }

    private static String text(Duration duration) {
        return duration == null ? null : duration.toMillis() + "ms";
    }

    private static Keep keep(Settings.Metering metering) {
        return new Keep(Duration.ofDays(metering.keepMessagesDays()), Duration.ofDays(metering.keepDetailsDays()),
                Duration.ofDays(metering.keepHealthDays()));
    }

    private Config config(Settings settings) {
        return new Config(home(), GatewayConfig.of(settings), settings.admin().port(), settings.chain().rpc(),
                settings.chain().port(), settings.chain().confirmations(), settings.database().url(),
                settings.database().port(), BrokerOptions.of(settings.broker()), listener(settings.broker()),
                settings.metering().energyPeriod(), settings.metering().missingAfter(), keep(settings.metering()),
                meters, settings.clearing().batchAge(), settings.clearing().batchSize(),
                settings.broker().meterSecrets() || settings.broker().tls().certificate() != null,
                EngineOptions.of(settings), settings.trading().hours(),
                settings.instruments());
    }

    private static BrokerListener listener(Settings.Broker settings) {
        return new BrokerListener(settings.host(), settings.port(), BrokerOptions.path(settings.tls().certificate()),
                BrokerOptions.path(settings.tls().key()), BrokerOptions.path(settings.tls().clientAuthority()));
    }

    /** The project's folder, as the launcher tells. */
    static Path home() {
        String home = System.getProperty(HOME);
        if (home == null)
            throw new StartFailedException("start with the launcher ./enerlink, which says where the project is");
        return Path.of(home);
    }
}
