package io.enerlink.gateway.cli;

import io.enerlink.gateway.metrics.AdminServer;
import io.enerlink.gateway.metrics.AuditLog;
import io.enerlink.gateway.metrics.BatchStates;
import io.enerlink.gateway.metrics.ExchangeGauges;
import io.enerlink.gateway.metrics.Metrics;
import io.enerlink.gateway.session.ManagedBot;
import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.nio.file.Files;
import java.util.OptionalInt;
import java.time.Clock;
import java.time.Duration;
import io.enerlink.engine.client.EventDispatcher;
import io.enerlink.engine.journal.JournalException;
import io.enerlink.engine.journal.StorageException;
import io.enerlink.engine.matching.EngineConfig;
import io.enerlink.engine.pipeline.EnginePipeline;
import io.enerlink.engine.pipeline.PastEvents;
import io.enerlink.engine.pipeline.PipelineConfig;
import io.enerlink.gateway.auth.Address;
import io.enerlink.gateway.auth.Domain;
import io.enerlink.gateway.embedded.AnvilProcess;
import io.enerlink.gateway.embedded.Broker;
import io.enerlink.gateway.embedded.MeterAccess;
import io.enerlink.gateway.embedded.Secrets;
import io.enerlink.gateway.embedded.PostgresServer;
import io.enerlink.gateway.embedded.StartFailedException;
import io.enerlink.gateway.feed.Interval;
import io.enerlink.gateway.net.GatewayConfig;
import io.enerlink.gateway.net.GatewayServer;
import io.enerlink.gateway.net.MeterRoutes;
import io.enerlink.gateway.session.ChainWallets;
import io.enerlink.gateway.session.MeterEntry;
import io.enerlink.gateway.settings.LoadedSettings;
import io.enerlink.settlement.SettlementBridge;
import io.enerlink.settlement.SettlementConfig;
import io.enerlink.settlement.chain.ChainUnavailableException;
import io.enerlink.settlement.chain.ContractAddresses;
import io.enerlink.settlement.chain.DeploymentTerms;
import io.enerlink.settlement.history.History;
import io.enerlink.settlement.metering.Enrolment;
import io.enerlink.settlement.metering.Meter;
import io.enerlink.settlement.metering.Metering;
import io.enerlink.settlement.metering.MeteringConfig;
import io.enerlink.settlement.mqtt.BrokerAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The composition of the whole exchange, from the ground up: chain, database, broker, contracts, engine, settlement,
 * gateway. Ended in reverse. When a part does not start, those that did are ended before the failure is told.
 */
final class Exchange implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);
    private static final EngineConfig ENGINE = new EngineConfig(1 << 14, 64, 1 << 18);

    /** How long our own broker may take to confirm our subscriptions. */
    private static final Duration BROKER_LIMIT = Duration.ofSeconds(30);

    /** Of a device's commands, to its operator. */
    private static final int COMMANDS_SHOWN = 100;

    private final Config config;
    private final DataFolder data;
    private final Console console;
    private final StopSignal stop;
    private final Started started = new Started();
    private final Metrics metrics = new Metrics();
    private volatile long lastReadingMs;
    private final EngineTotals totals = new EngineTotals();
    private final EngineSeat engine = new EngineSeat();
    private final TradingDesk desk = new TradingDesk(engine);
    private volatile Throwable halt;
    private String chainRpc;
    private String jdbcUrl;
    private BrokerAddress broker;
    private HostPort mqtt;
    private final EnergyInFlight energyInFlight = new EnergyInFlight();
    private volatile SettlementBridge settlement;
    private String brokerSecret;
    private History history;
    private Metering metering;
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
        exchange.start(() -> {
            exchange.startEngine();
            exchange.startGateway();
            exchange.startAdmin();
        });
        return exchange;
    }

    /**
     * Starts what makes tokens of energy, and nothing to trade them at: no engine, no gateway.
     *
     * @param stop asked when a part halts later
     * @throws StartFailedException saying in one line what is missing
     */
    static Exchange startServer(Config config, DataFolder data, Console console, StopSignal stop) {
        Exchange exchange = new Exchange(config, data, console, stop);
        exchange.start(() -> {});
        return exchange;
    }

    private void start(Runnable trading) {
        try {
            startChain();
            startDatabase();
            startBroker();
            startSettlement();
            startMetering();
            trading.run();
            runtime().write(data.runtimeFile());
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private void startChain() {
        if (config.chainRpc() == null) {
            AnvilProcess anvil = AnvilProcess.start(config.contracts(), data.anvil(), config.chainPort(),
                    this::halted);
            chainRpc = started.add("anvil", anvil).rpcUrl();
            console.part("chain", chainRpc + ", anvil");
        } else {
            chainRpc = config.chainRpc();
            console.part("chain", LoadedSettings.masked(chainRpc));
        }
    }

    private void startDatabase() {
        if (config.databaseUrl() == null) {
            PostgresServer postgres = PostgresServer.start(data.postgres(), config.databasePort(), this::halted);
            jdbcUrl = started.add("PostgreSQL", postgres).jdbcUrl();
        } else
            jdbcUrl = config.databaseUrl();
        console.part("database", jdbcUrl.replaceAll("\\?.*", ""));
    }

    private void startBroker() {
        if (config.broker() == null) {
            Broker embedded = started.add("broker",
                    Broker.start(data.broker(), config.listener(), config.meterAccess() ? meterAccess() : null));
            broker = BrokerAddress.of(embedded.host(), embedded.port());
            if (config.meterAccess()) broker = broker.as(MeterAccess.EXCHANGE, brokerSecret);
            mqtt = new HostPort(embedded.listener().host(), embedded.listener().port());
        } else {
            broker = config.broker();
            mqtt = new HostPort(broker.host(), broker.port());
        }
        console.part("broker", brokerUrl());
    }

    private MeterAccess meterAccess() {
        try {
            Files.createDirectories(data.keys());
            brokerSecret = Secrets.readOrCreate(data.keys().resolve("broker"));
        } catch (IOException e) {
            throw new StartFailedException("cannot keep a secret in " + data.keys() + ": " + e.getMessage(), e);
        }
        return new MeterAccess(brokerSecret, (site, secret) -> {
            if (settlement == null) throw new IllegalStateException("the exchange is still starting");
            return new Enrolment(settlement.database(), "broker").mayConnect(site, secret);
        }, config.listener());
    }

    /** The engine has its place below the settlement, which still talks to it while it ends. */
    private void startSettlement() {
        boolean embedded = config.chainRpc() == null;
        SettlementConfig bridge = new SettlementConfig(jdbcUrl, chainRpc, data.keys(), data.passphrase(), true,
                config.confirmations(), embedded ? OptionalInt.of(AnvilProcess.BLOCK_TIME_SEC) : OptionalInt.empty(),
                DeploymentTerms.defaults());
        started.add("engine", engine);
        try {
            settlement = started.add("settlement", SettlementBridge.start(bridge, engine));
        } catch (IllegalStateException | ChainUnavailableException e) {
            throw new StartFailedException("settlement: " + e.getMessage(), e);
        }
        settlement.outbox().addHaltListener(this::halted);
        settlement.outbox().addListener(energyInFlight);
        console.part("contracts", "Market " + settlement.contracts().market());
    }

    /** Before the settlement acts, so that it hears every log of the converter. */
    private void startMetering() {
        MeteringConfig meters = MeteringConfig.of(broker).every(config.energyPeriod())
                .missingAfter(config.missingAfter()).keeping(config.keep());
        metering = started.add("metering", Metering.start(meters, settlement.database(), settlement.outbox(),
                settlement.chain(), settlement.contracts()));
        try { // with a broker of our own, nothing that a meter sends from the start on may be missed
            if (config.broker() == null) metering.awaitListening(BROKER_LIMIT);
        } catch (IllegalStateException e) {
            throw new StartFailedException("metering: " + e.getMessage(), e);
        }
        settlement.addConverterListener(metering::onConverterLog);
        config.meters().forEach(this::register);
        console.part("metering", "settles energy every " + config.energyPeriod().toSeconds() + " s");
    }

    private void startEngine() {
        gateway = new GatewayServer(config.gateway(), metrics);
        history = started.add("history", History.open(settlement.database(), new PastEvents(data.journal(), ENGINE),
                this::historyEnded, Interval.lengthsMs()));
        gateway.addHistory(history.trading());
        EngineSetup setup = new EngineSetup(this::resumeAfterClockJump);
        PipelineConfig pipeline = config.engine().pipeline(data.journal()).withEngine(ENGINE).withOnHalt(this::halted)
                .withProgress(new StartReport(console));
        try {
            engine.take(EnginePipeline.start(pipeline, history.listener(), new EventDispatcher(setup),
                    new EventDispatcher(desk), new EventDispatcher(totals), settlement.events(), gateway.listener(),
                    metrics));
            history.start();
        } catch (JournalException | StorageException | IllegalStateException e) {
            throw new StartFailedException("engine: " + e.getMessage(), e);
        }
        setup.complete(engine, config, settlement.contracts().feeRecipient());
        started.add("trading clock", new TradingClock(config.hours(), desk, Clock.systemUTC()).start());
        settlement.addBatchListener(gateway.settlement());
        settlement.addBatchListener(new BatchStates(metrics));
        settlement.startSettling();
        console.part("engine", config.symbols() + ", journal at command " + engine.engine().lastSequence());
    }

    private void register(Meter meter) {
        try {
            metering.registry().register(meter);
        } catch (IllegalArgumentException e) {
            throw new StartFailedException("--meter: " + e.getMessage(), e);
        }
    }

    private void startGateway() {
        ContractAddresses contracts = settlement.contracts();
        gateway.addWallets(new ChainWallets(settlement.wallets(), contracts));
        gateway.addReconciliation(settlement::reconciled);
        metering.addListener((meter, reading, power) -> lastReadingMs = System.currentTimeMillis());
        MeterNews.tell(metering, gateway.meters());
        gateway.addMeters(started.add("meters over HTTP",
                new MeterRoutes(metering.submissions(), metering.history())));
        gateway.addMeterCommands(started.add("commands of owners", new MeterEntry(metering.ownerCommands())));
        started.add("gateway", gateway);
        try {
            gateway.start(engine, Domain.ofMarket(settlement.chain().chainId(), Address.parse(contracts.market())));
        } catch (BindException e) {
            throw new StartFailedException("gateway: " + e.getMessage()
                    + "; stop what uses the port or choose another with --port", e);
        }
        console.part("exchange", webSocket().toString());
        console.part("page", page().toString());
    }

    /** What an operator watches and does, on loopback. */
    private void startAdmin() {
        ExchangeGauges.addTo(metrics, new ExchangeGauges.Sources(gateway::connections, () -> engine.engine().queued(),
                gateway::lagMs, () -> engine.engine().lastSequence() - history.storedThrough(),
                () -> totals.now().tradesPending(), () -> settlement.reconciled().differences().size(),
                this::metersSilentMs));
        ExchangeGauges.addMeters(metrics, health -> metering.devices().get(health));
        AuditLog audit = started.add("audit log",
                new AuditLog(data.root().resolve("logs/administration.log"), System::currentTimeMillis));
        try {
            AdminServer admin = new AdminServer(config.adminPort(), metrics, gateway::isReady, audit)
                    .actions(desk.actions()).action("stop", stop::askOnce)
                    .devices(metering.commands()::send, site -> metering.commands().told(site, COMMANDS_SHOWN));
            started.add("administration", admin.start());
            console.part("metrics", "http://127.0.0.1:" + admin.port() + "/metrics");
        } catch (IOException e) {
            throw new StartFailedException("administration: cannot listen on port " + config.adminPort() + ": "
                    + e.getMessage() + "; stop what uses it or choose another with --admin-port", e);
        }
    }

    private long metersSilentMs() {
        long heardMs = lastReadingMs;
        return heardMs == 0 ? -1 : System.currentTimeMillis() - heardMs;
    }

    private RuntimeFile runtime() {
        ContractAddresses contracts = settlement.contracts();
        return new RuntimeFile(ProcessHandle.current().pid(), jdbcUrl, chainRpc, mqtt.toString(),
                gateway == null ? null : webSocket().toString(),
                new RuntimeFile.Contracts(contracts.etk(), contracts.idrs(),
                        contracts.converter(), contracts.market()));
    }

    /** The demo's answer to a machine that slept; an operator of a real exchange would look first. */
    private void resumeAfterClockJump() {
        if (!config.gateway().isDemo()) return;
        Thread.ofVirtual().name("resume").start(() -> {
            console.line("  the clock jumped, trading was halted and goes on");
            desk.resume();
        });
    }

    /** Trading goes on; what is missing in the history, the next start finds in the journal. */
    private void historyEnded(RuntimeException cause) {
        console.line("  the history of orders ended: " + cause.getMessage());
    }

    private void halted(Throwable cause) {
        LOG.error("a part halted, the exchange stops", cause);
        halt = cause;
        console.line("  halted: " + cause.getMessage());
        stop.askOnce();
    }

    /** The address of the public protocol. */
    URI webSocket() {
        return URI.create((config.gateway().access().tls() == null ? "ws://" : "wss://") + config.gateway().host() + ":"
                + gateway.port() + "/ws/v1");
    }

    /** The address of the web page. */
    URI page() {
        return URI.create(
                (config.gateway().access().tls() == null ? "http://" : "https://") + config.gateway().host() + ":"
                        + gateway.port() + "/");
    }

    String chainRpc() { return chainRpc; }

    /** Where meters reach their broker. */
    HostPort mqtt() { return mqtt; }

    String brokerUrl() {
        boolean encrypted = config.broker() == null ? config.listener().isTls() : config.broker().tls() != null;
        return (encrypted ? "mqtts://" : "mqtt://") + mqtt;
    }

    /** What trades, the first of it. */
    String symbol() { return config.instruments().get(0).symbol(); }

    SettlementBridge settlement() { return settlement; }

    Metering metering() { return metering; }

    /** A bot that clients may look at and pause. */
    void show(ManagedBot bot) {
        gateway.addBot(bot);
    }

    /** Whether a report of registers is between here and the chain. */
    boolean energyOnItsWay() {
        return !energyInFlight.isEmpty();
    }

    /** Waits a moment: the chain goes on once a second. */
    void awaitChange() {
        energyInFlight.awaitChange();
    }

    EngineTotals.Snapshot totals() { return totals.now(); }

    /** Whether a part stopped for good and the rest with it. */
    boolean isHalted() { return halt != null; }

    @Override
    public void close() {
        started.close();
        try {
            Files.deleteIfExists(data.runtimeFile());
        } catch (IOException e) {
            LOG.warn("cannot remove {}", data.runtimeFile(), e);
        }
    }
}
