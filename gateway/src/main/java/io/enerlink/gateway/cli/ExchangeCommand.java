package io.enerlink.gateway.cli;

import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs the exchange alone; meters, bots and people come from outside. */
@Command(name = "exchange", mixinStandardHelpOptions = true, description = "Runs the exchange until Ctrl-C. Without addresses of a chain, a database and a broker it brings its own.")
final class ExchangeCommand implements Callable<Integer> {
    @Mixin
    private ExchangeOptions options;

    @Option(names = "--environment", defaultValue = "production", description = "what clients are told (default: ${DEFAULT-VALUE})")
    private String environment;

    @Option(names = "--chain-rpc", paramLabel = "URL", description = "JSON-RPC of a node; otherwise an anvil is started")
    private String chainRpc;

    @Option(names = "--confirmations", defaultValue = "1", description = "blocks after which a transaction is final: 1 with QBFT (default: ${DEFAULT-VALUE})")
    private int confirmations;

    @Option(names = "--database", paramLabel = "JDBC-URL", description = "a PostgreSQL; otherwise one is started")
    private String databaseUrl;

    @Option(names = "--mqtt", paramLabel = "HOST:PORT", converter = HostPort.Option.class, description = "a broker; otherwise one is started")
    private HostPort mqtt;

    @Override
    public Integer call() {
        StopSignal stop = StopSignal.install();
        Console console = Console.system();
        try (DataFolder data = DataFolder.take(options.data, options.fresh)) {
            console.line("EnerLink Exchange, data in " + data.root());
            try (Exchange exchange = Exchange.start(config(), data, console, stop)) {
                console.line("live at " + exchange.webSocket() + "; Ctrl-C stops it");
                stop.await();
                console.line("stopping");
                return exchange.isHalted() ? 1 : 0;
            }
        }
    }

    private Config config() {
        Config own = options.demo();
        return new Config(own.home(), environment, own.host(), own.port(), chainRpc, own.chainPort(), confirmations,
                databaseUrl, own.databasePort(), mqtt, own.mqttPort(),
                options.energyPeriod == null ? Duration.ofMinutes(5) : options.energyPeriod, own.meters(),
                own.batchAge(), own.batchSize(), own.snapshots(), own.disk());
    }
}
