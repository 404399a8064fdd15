package io.enerlink.gateway.cli;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs the exchange alone; meters, bots and people come from outside. */
@Command(name = "exchange", mixinStandardHelpOptions = true, description = "Runs the exchange until Ctrl-C. Without addresses of a chain, a database and a broker it brings its own.")
class ExchangeCommand implements Callable<Integer> {
    @Mixin
    private ExchangeOptions options;

    @Option(names = "--environment", description = "what clients are told (default: production)")
    private String environment;

    @Option(names = "--chain-rpc", paramLabel = "URL", description = "JSON-RPC of a node; otherwise an anvil is started")
    private String chainRpc;

    @Option(names = "--confirmations", description = "blocks after which a transaction is final: 1 with QBFT (default: 1)")
    private Integer confirmations;

    @Option(names = "--database", paramLabel = "JDBC-URL", description = "a PostgreSQL; otherwise one is started")
    private String databaseUrl;

    @Option(names = "--mqtt", paramLabel = "HOST:PORT", converter = HostPort.Option.class, description = "a broker; otherwise one is started")
    private HostPort mqtt;

    @Option(names = "--meter-secrets", description = "the embedded broker lets in only meters that show their site and the secret of their registration, each to its own topics")
    private Boolean meterSecrets;

    @Override
    public Integer call() {
        StopSignal stop = StopSignal.install();
        Console console = Console.system();
        try (DataFolder data = DataFolder.take(options.data, options.fresh)) {
            console.line("EnerLink Exchange, data in " + data.root());
            try (Exchange exchange = start(config(console), data, console, stop)) {
                stop.await();
                console.line("stopping");
                return exchange.isHalted() ? 1 : 0;
            }
        }
    }

    Exchange start(Config config, DataFolder data, Console console, StopSignal stop) {
        Exchange exchange = Exchange.start(config, data, console, stop);
        console.line("live at " + exchange.webSocket() + "; Ctrl-C stops it");
        return exchange;
    }

    private Config config(Console console) {
        Map<String, Object> more = new HashMap<>();
        more.put("environment", environment);
        more.put("chain.rpc", chainRpc);
        more.put("chain.confirmations", confirmations);
        more.put("database.url", databaseUrl);
        more.put("broker.address", mqtt);
        more.put("broker.meter-secrets", meterSecrets);
        return options.config(more, console);
    }
}
