package io.enerlink.gateway.cli;

import io.enerlink.engine.journal.SnapshotConfig;
import io.enerlink.engine.journal.SnapshotConfig.OldSegments;
import io.enerlink.engine.pipeline.DiskLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import io.enerlink.gateway.embedded.StartFailedException;
import io.enerlink.gateway.net.GatewayConfig;
import io.enerlink.settlement.metering.Meter;
import picocli.CommandLine.Option;

/** The options that {@code exchange} and {@code demo} share. */
final class ExchangeOptions {
    private static final String HOME = "enerlink.home";
    private static final int PERMILLE_OF_PERCENT = 10;

    @Option(names = "--data", paramLabel = "DIR", defaultValue = ".enerlink", description = "where everything is kept (default: ${DEFAULT-VALUE})")
    Path data;

    @Option(names = "--fresh", description = "delete what is kept and begin anew")
    boolean fresh;

    @Option(names = "--host", defaultValue = "127.0.0.1", description = "address of the public protocol (default: ${DEFAULT-VALUE})")
    String host;

    @Option(names = "--port", defaultValue = "8080", description = "port of the public protocol, 0 for any free one (default: ${DEFAULT-VALUE})")
    int port;

    @Option(names = "--chain-port", defaultValue = "0", description = "port of the embedded anvil (default: a free one)")
    int chainPort;

    @Option(names = "--database-port", defaultValue = "0", description = "port of the embedded PostgreSQL (default: a free one)")
    int databasePort;

    @Option(names = "--mqtt-port", defaultValue = "0", description = "port of the embedded broker (default: a free one)")
    int mqttPort;

    @Option(names = "--energy-period", paramLabel = "DURATION", converter = DurationOption.class, description = "between two settlements of a meter's energy (default: 5m, in the demo 5s)")
    Duration energyPeriod;

    @Option(names = "--meter", paramLabel = "SITE=OWNER:WATTS", converter = MeterOption.class, description = "registers the meter of a site: the wallet that its energy belongs to and the most it can measure; may be repeated")
    List<Meter> meters = List.of();

    @Option(names = "--snapshot-every", paramLabel = "COMMANDS", defaultValue = "5000000", description = "a snapshot of the engine after so many commands, 0 for none (default: ${DEFAULT-VALUE})")
    long snapshotEvery;

    @Option(names = "--snapshot-period", paramLabel = "DURATION", defaultValue = "1h", converter = DurationOption.class, description = "and after so much time (default: ${DEFAULT-VALUE})")
    Duration snapshotPeriod;

    @Option(names = "--old-segments", paramLabel = "archive|delete", defaultValue = "archive", converter = OldSegmentsOption.class, description = "what becomes of journal segments that no snapshot needs any more; an audit needs them (default: ${DEFAULT-VALUE})")
    OldSegments oldSegments;

    @Option(names = "--disk-refuse", paramLabel = "PERCENT", defaultValue = "10", description = "new orders are refused while less of the journal's disk is free (default: ${DEFAULT-VALUE})")
    int diskRefuse;

    @Option(names = "--disk-stop", paramLabel = "PERCENT", defaultValue = "5", description = "the exchange stops when less is free (default: ${DEFAULT-VALUE})")
    int diskStop;

    /** The embedded parts in the demo's rhythm. */
    Config demo() {
        return new Config(home(), GatewayConfig.DEMO, host, port, null, chainPort, 1, null, databasePort, null,
                mqttPort,
                energyPeriod == null ? Duration.ofSeconds(5) : energyPeriod, meters,
                Duration.ofSeconds(2), 100, snapshots(),
                disk());
    }

    private SnapshotConfig snapshots() {
        return new SnapshotConfig(snapshotEvery, snapshotPeriod.toMillis(), oldSegments);
    }

    /** @throws StartFailedException where the limits contradict each other */
    private DiskLimits disk() {
        try {
            return new DiskLimits(diskRefuse * PERMILLE_OF_PERCENT, diskStop * PERMILLE_OF_PERCENT,
                    DiskLimits.defaults().lookEveryMs());
        } catch (IllegalArgumentException e) {
            throw new StartFailedException("--disk-refuse must be from 0 to 100 and not below --disk-stop", e);
        }
    }

    /** The project's folder, as the launcher tells. */
    static Path home() {
        String home = System.getProperty(HOME);
        if (home == null)
            throw new StartFailedException("start with the launcher ./enerlink, which says where the project is");
        return Path.of(home);
    }
}
