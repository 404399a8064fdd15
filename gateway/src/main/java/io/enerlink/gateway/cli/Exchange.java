package io.enerlink.gateway.cli;

import java.net.BindException;
import java.util.Optional;
import io.enerlink.engine.client.EventDispatcher;
import io.enerlink.engine.journal.JournalException;
import io.enerlink.engine.journal.StorageException;
import io.enerlink.engine.matching.EngineConfig;
import io.enerlink.engine.pipeline.EnginePipeline;
import io.enerlink.engine.pipeline.PipelineConfig;
import io.enerlink.gateway.auth.Address;
import io.enerlink.gateway.auth.Domain;
import io.enerlink.gateway.embedded.AnvilProcess;
import io.enerlink.gateway.embedded.Broker;
import io.enerlink.gateway.embedded.PostgresServer;
import io.enerlink.gateway.embedded.StartFailedException;
import io.enerlink.gateway.net.GatewayConfig;
import io.enerlink.gateway.net.GatewayServer;
import io.enerlink.settlement.chain.AnvilRecovery;
import io.enerlink.settlement.chain.ContractAddresses;
import io.enerlink.settlement.chain.Deployment;
import io.enerlink.settlement.chain.DeploymentTerms;
import io.enerlink.settlement.chain.Keys;
import io.enerlink.settlement.chain.Outbox;
import io.enerlink.settlement.chain.OutboxConfig;
import io.enerlink.settlement.chain.Web3jChain;
import io.enerlink.settlement.store.Database;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The composition of the whole exchange, from the ground up: chain, database, broker, contracts, engine, settlement,
 * gateway. Ended in reverse. When a part does not start, those that did are ended before the failure is told.
 */
final class Exchange implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);
    private static final EngineConfig ENGINE = new EngineConfig(1 << 14, 64, 1 << 18);

    private final Config config;
    private final DataFolder data;
    private final Console console;
    private final StopSignal stop;
    private final Started started = new Started();
    private final EngineTotals totals = new EngineTotals();
    private volatile Throwable halt;
    private String chainRpc;
    private Web3jChain chain;
    private String jdbcUrl;
    private Database database;
    private String mqtt;
    private ContractAddresses contracts;
    private EnginePipeline engine;
    private GatewayServer gateway;

    private Exchange(Config config, DataFolder data, Console console, StopSignal stop) {
        this.config = config;
        this.data = data;
        this.console = console;
        this.stop = stop;
    }

    /**
     * Starts every part.
     *
     * @param stop asked when a part halts later
     * @throws StartFailedException saying in one line what is missing
     */
    static Exchange start(Config config, DataFolder data, Console console, StopSignal stop) {
        Exchange exchange = new Exchange(config, data, console, stop);
        try {
            exchange.startChain();
            exchange.startDatabase();
            exchange.startBroker();
            exchange.deploy();
            exchange.startEngine();
            exchange.startGateway();
            exchange.runtime().write(data.runtimeFile());
            return exchange;
        } catch (RuntimeException | Error e) {
            exchange.close();
            throw e;
        }
    }

    private void startChain() {
        if (config.chainRpc() == null) {
            AnvilProcess anvil = AnvilProcess.start(config.contracts(), data.anvil(), config.chainPort(), this::halted);
            started.add("anvil", anvil);
            chainRpc = anvil.rpcUrl();
        } else
            chainRpc = config.chainRpc();
        chain = started.add("chain connection", new Web3jChain(chainRpc));
        console.part("chain", chainRpc + (config.chainRpc() == null ? ", anvil" : ""));
    }

    private void startDatabase() {
        if (config.databaseUrl() == null) {
            PostgresServer postgres = started.add("PostgreSQL",
                    PostgresServer.start(data.postgres(), config.databasePort(), this::halted));
            jdbcUrl = postgres.jdbcUrl();
        } else
            jdbcUrl = config.databaseUrl();
        database = started.add("database connections", Database.open(jdbcUrl));
        console.part("database", jdbcUrl.replaceAll("\\?.*", ""));
    }

    private void startBroker() {
        if (config.mqtt() == null) {
            Broker broker = started.add("broker", Broker.start(data.broker(), config.mqttPort()));
            mqtt = broker.host() + ":" + broker.port();
        } else
            mqtt = config.mqtt();
        console.part("broker", "mqtt://" + mqtt);
    }

    private void deploy() {
        boolean embedded = config.chainRpc() == null;
        Keys keys = Keys.openOrCreate(data.keys(), data.keys().resolve("passphrase"));
        Deployment deployment = new Deployment(database, chain, keys);
        deployment.requireSameChain(embedded);
        Outbox outbox = new Outbox(database, chain, keys, OutboxConfig.withConfirmations(config.confirmations()),
                embedded ? Optional.of(new AnvilRecovery(database, chain, AnvilProcess.BLOCK_TIME_SEC))
                        : Optional.empty());
        outbox.addHaltListener(this::halted);
        outbox.start();
        started.add("outbox", outbox);
        contracts = deployment.open(outbox, DeploymentTerms.defaults());
        console.part("contracts", "Market " + contracts.market());
    }

    private void startEngine() {
        gateway = new GatewayServer(GatewayConfig.demo(config.host(), config.port()));
        EngineSetup setup = new EngineSetup(this::resumeAfterClockJump);
        PipelineConfig pipeline = PipelineConfig.defaults(data.journal()).withEngine(ENGINE).withOnHalt(this::halted);
        try {
            engine = started.add("engine", EnginePipeline.start(pipeline, new EventDispatcher(setup),
                    new EventDispatcher(totals), gateway.listener()));
        } catch (JournalException | StorageException e) {
            throw new StartFailedException("engine: " + e.getMessage(), e);
        }
        setup.complete(engine, config, contracts.feeRecipient());
        console.part("engine", EngineSetup.SYMBOL + ", journal at command " + engine.lastSequence());
    }

    private void startGateway() {
        Domain domain = Domain.ofMarket(chain.chainId(), Address.parse(contracts.market()));
        started.add("gateway", gateway);
        try {
            gateway.start(engine, domain);
        } catch (BindException e) {
            throw new StartFailedException("gateway: " + e.getMessage()
                    + "; stop what uses the port or choose another with --port", e);
        }
        console.part("exchange", webSocket());
    }

    private RuntimeFile runtime() {
        return new RuntimeFile(ProcessHandle.current().pid(), jdbcUrl, chainRpc, mqtt, webSocket(),
                new RuntimeFile.Contracts(contracts.etk(), contracts.idrs(), contracts.converter(),
                        contracts.market()));
    }

    /** The demo's answer to a machine that slept; an operator of a real exchange would look first. */
    private void resumeAfterClockJump() {
        if (!config.environment().equals("demo")) return;
        Thread.ofVirtual().name("resume").start(() -> {
            console.line("  the clock jumped, trading was halted and goes on");
            EngineSetup.resume(engine);
        });
    }

    private void halted(Throwable cause) {
        LOG.error("a part halted, the exchange stops", cause);
        halt = cause;
        console.line("  halted: " + cause.getMessage());
        stop.askOnce();
    }

    /** The address of the public protocol. */
    String webSocket() {
        return "ws://" + config.host() + ":" + gateway.port() + "/ws/v1";
    }

    String mqtt() { return mqtt; }

    EngineTotals.Snapshot totals() { return totals.now(); }

    /** Whether a part stopped for good and the rest with it. */
    boolean isHalted() { return halt != null; }

    @Override
    public void close() {
        started.close();
        try {
            java.nio.file.Files.deleteIfExists(data.runtimeFile());
        } catch (java.io.IOException e) {
            LOG.warn("cannot remove {}", data.runtimeFile(), e);
        }
    }
}
