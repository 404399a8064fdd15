package io.enerlink.gateway.cli;

import io.enerlink.engine.client.EventDispatcher;
import io.enerlink.engine.journal.JournalException;
import io.enerlink.engine.journal.StorageException;
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
import java.net.BindException;

/**
 * The composition of the whole exchange, from the ground up: chain, database, broker, contracts, engine, settlement,
 * gateway. Ended in reverse. When a part does not start, those that did are ended before the failure is told.
 */
final class Exchange implements AutoCloseable {
    private final Started started = new Started();

    private Exchange() {}

    static Exchange start(Config config, DataFolder data, Console console, StopSignal stop) {
        Exchange exchange = new Exchange();
        try {
            exchange.startParts(config, data, console, stop);
            return exchange;
        } catch (RuntimeException | Error e) {
            exchange.close();
            throw e;
        }
    }

    private void startParts(Config config, DataFolder data, Console console, StopSignal stop) {
        AnvilProcess anvil = started.add("chain",
                AnvilProcess.start(config.contracts(), data.anvil(), config.chainPort()));
        console.part("chain", anvil.rpcUrl());
        PostgresServer postgres = started.add("database", PostgresServer.start(data.postgres(), config.databasePort()));
        console.part("database", "port " + postgres.port());
        Broker broker = started.add("broker", Broker.start(data.broker(), config.mqttPort()));
        console.part("broker", broker.host() + ":" + broker.port());
    }

    String webSocket() { return ""; }

    boolean isHalted() { return false; }

    @Override
    public void close() {
        started.close();
    }
}
