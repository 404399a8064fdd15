package io.enerlink.gateway.settings;

import io.enerlink.engine.journal.SnapshotConfig.OldSegments;
import io.enerlink.engine.pipeline.WaitMode;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Everything that can be set; what each means stands in {@code enerlink.conf}, whose keys these are. Null: not set. */
public record Settings(String environment, Listen listen, Admin admin, Limits limits, Chain chain, Database database,
        Broker broker, Metering metering, Engine engine, Snapshots snapshots, Disk disk, Clearing clearing,
        Trading trading,
        List<InstrumentRules> instruments) {

    public Settings {
        long symbols = instruments.stream().map(InstrumentRules::symbol).distinct().count();
        if (symbols == 0 || symbols < instruments.size()) {
            throw new SettingsException("instruments must name at least one symbol, and none twice");
        }
    }

    public record Listen(String host, @Range(min = 0, max = 65_535) int port, @Range(min = 0, max = 256) int loops,
            @Range(min = 0, max = 256) int verifiers, @Range(min = 1, max = 1 << 20) int verifierQueue,
            List<String> origins, List<String> operators, boolean echo, Tls tls) {}

    /** Both or neither. */
    public record Tls(String certificate, String key) {
        public Tls {
            if ((certificate == null) != (key == null)) {
                throw new SettingsException("listen.tls needs both certificate and key, or neither");
            }
        }

        public boolean isOn() { return certificate != null; }
    }

    public record Admin(@Range(min = 0, max = 65_535) int port) {}

    public record Limits(Duration heartbeat, Duration handshake, @Range(min = 1, max = 1_000_000) int connections,
            @Range(min = 1, max = 1_000_000) int connectionsPerAddress,
            @Range(min = 1, max = 1_000_000) int addressConnectionsPerSecond,
            @Range(min = 1, max = 1_000_000) int addressConnectionBurst,
            @Range(min = 1, max = 10_000_000) int addressRequestsPerSecond,
            @Range(min = 1, max = 100_000_000) int addressRequestBurst,
            @Range(min = 65_536, max = 1 << 30) int queuedBytes,
            @Range(min = 1, max = 10_000_000) int requestsPerSecond,
            @Range(min = 1, max = 100_000_000) int requestBurst,
            @Range(min = 1, max = 1_000_000) int refusalsPerSecond, @Range(min = 1, max = 1_000_000) int refusalBurst,
            @Range(min = 1, max = 1 << 20) int pending,
            @Range(min = 1, max = 10_000) int subscriptions, Duration chainTimeout,
            @Range(min = 1, max = 1_000_000) int httpPerSecond,
            @Range(min = 1, max = 1_000_000) int httpBurst, @Range(min = 1, max = 100_000_000) int executionsPerAccount,
            @Range(min = 1, max = 1_000_000_000) int executionsAltogether) {}

    public record Chain(@Secret String rpc, @Range(min = 0, max = 65_535) int port,
            @Range(min = 1, max = 10_000) int confirmations) {}

    public record Database(@Secret String url, @Range(min = 0, max = 65_535) int port) {}

    public record Broker(String address, BrokerClient client, String host, @Range(min = 0, max = 65_535) int port,
            boolean meterSecrets, BrokerTls tls) {}

    /** What we show a broker that is not the embedded one. */
    public record BrokerClient(String user, String passwordFile, boolean tls, String authority, String certificate,
            String key) {}

    /** The embedded broker's. */
    public record BrokerTls(String certificate, String key, String clientAuthority) {}

    public record Metering(Duration energyPeriod, Duration missingAfter,
            @Range(min = 7, max = 36_500) int keepMessagesDays, @Range(min = 7, max = 36_500) int keepDetailsDays,
            @Range(min = 7, max = 36_500) int keepHealthDays) {}

    public record Engine(String waitMode) {
        public Engine {
            choice("engine.wait-mode", waitMode, WaitMode.class);
        }

        public WaitMode mode() {
            return choice("engine.wait-mode", waitMode, WaitMode.class);
        }
    }

    public record Snapshots(@Range(min = 0, max = 2_000_000_000) int everyCommands, Duration period,
            String oldSegments) {
        public Snapshots {
            choice("snapshots.old-segments", oldSegments, OldSegments.class);
        }

        public OldSegments old() {
            return choice("snapshots.old-segments", oldSegments, OldSegments.class);
        }
    }

    public record Disk(@Range(min = 0, max = 100) int refusePercent, @Range(min = 0, max = 100) int stopPercent) {
        public Disk {
            if (refusePercent < stopPercent) {
                throw new SettingsException("disk.refuse-percent must not be below disk.stop-percent");
            }
        }
    }

    public record Clearing(Duration batchAge, @Range(min = 2, max = 1_000) int batchSize,
            @Range(min = 2_048, max = 1_048_576) int transactionBytes) {
        public Clearing {
            int most = io.enerlink.settlement.clearing.Clearing.executionsIn(transactionBytes);
            if (batchSize > most) {
                throw new SettingsException("clearing.batch-size must not be above " + most
                        + ", what clearing.transaction-bytes has room for");
            }
        }
    }

    /** Both times or neither. */
    public record Trading(String zone, String open, String close, @Range(min = 0, max = 720) int openingCallMinutes,
            @Range(min = 0, max = 720) int closingCallMinutes) {
        public Trading {
            if ((open == null) != (close == null)) {
                throw new SettingsException("trading needs both open and close, or neither");
            }
            if (open != null) TradingHours.parse(zone, open, close, openingCallMinutes, closingCallMinutes);
        }

        /** Null: around the clock. */
        public TradingHours hours() {
            return open == null ? null
                    : TradingHours.parse(zone, open, close, openingCallMinutes, closingCallMinutes);
        }
    }

    /** The constant that is written in lower case, with hyphens. */
    private static <E extends Enum<E>> E choice(String setting, String text, Class<E> type) {
        E[] constants = type.getEnumConstants();
        List<String> words = Arrays.stream(constants)
                .map(constant -> constant.name().toLowerCase(Locale.ROOT).replace('_', '-')).toList();
        int chosen = words.indexOf(text);
        if (chosen >= 0) return constants[chosen];
        int last = words.size() - 1;
        throw new SettingsException(setting + " must be " + String.join(", ", words.subList(0, last)) + " or "
                + words.get(last) + ", not " + text);
    }
}
