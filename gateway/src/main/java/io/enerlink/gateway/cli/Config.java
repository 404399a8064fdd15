package io.enerlink.gateway.cli;

import io.enerlink.gateway.embedded.BrokerListener;
import io.enerlink.gateway.net.GatewayConfig;
import io.enerlink.gateway.settings.InstrumentRules;
import io.enerlink.gateway.settings.TradingHours;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import io.enerlink.settlement.metering.Keep;
import io.enerlink.settlement.metering.Meter;
import io.enerlink.settlement.mqtt.BrokerAddress;

/**
 * How an exchange is set up. A null address means: start the embedded part.
 *
 * @param home          the project's folder, whose contracts folder has anvil
 * @param gateway       the public protocol
 * @param adminPort     on loopback, of metrics and administration, 0 for any free one
 * @param chainRpc      JSON-RPC of a node, null: the embedded anvil
 * @param chainPort     port of the embedded anvil, 0 for any free one
 * @param confirmations blocks after which a transaction is final
 * @param databaseUrl   JDBC URL of a PostgreSQL with user and password, null: the embedded one
 * @param databasePort  port of the embedded one, 0 for any free one
 * @param broker        a broker, null: the embedded one
 * @param listener      where meters reach the embedded one
 * @param energyPeriod  between two settlements of a meter's energy
 * @param missingAfter  without a heartbeat for so long a device is missing
 * @param keep          how long what devices said is kept
 * @param meters        to be registered where they are not yet
 * @param batchAge      a batch of trades closes this long after its first
 * @param batchSize     executions in a batch, at most
 * @param meterAccess   the embedded broker lets in only meters that show their secret
 * @param engine        how it is run
 * @param hours         of trading, null: around the clock
 * @param instruments   what trades
 */
record Config(Path home, GatewayConfig gateway, int adminPort, String chainRpc, int chainPort, int confirmations,
        String databaseUrl, int databasePort, BrokerAddress broker, BrokerListener listener, Duration energyPeriod,
        Duration missingAfter, Keep keep, List<Meter> meters, Duration batchAge, int batchSize, boolean meterAccess,
        EngineOptions engine, TradingHours hours, List<InstrumentRules> instruments) {

    String symbols() {
        return instruments.stream().map(InstrumentRules::symbol).collect(Collectors.joining(", "));
    }

    Path contracts() { return home.resolve("contracts"); }

    Config withMeters(List<Meter> others) {
        return new Config(home, gateway, adminPort, chainRpc, chainPort, confirmations, databaseUrl, databasePort,
                broker, listener, energyPeriod, missingAfter, keep, others, batchAge, batchSize, meterAccess, engine,
                hours, instruments);
    }
}
