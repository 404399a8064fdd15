package io.enerlink.settlement.metering;

import java.time.Duration;
import io.enerlink.settlement.mqtt.BrokerAddress;

/**
 * How metering goes about it.
 *
 * @param clientId         our session's name at the broker, which keeps messages for it while we are away
 * @param settlementPeriod between two settlements
 * @param commandTimeout   after which a command that no device acknowledged is sent again
 * @param missingAfter     without a heartbeat for so long a device is missing
 * @param keep             how long what devices said is kept
 */
public record MeteringConfig(BrokerAddress broker, String clientId, Duration settlementPeriod, Duration commandTimeout,
        Duration missingAfter, Keep keep) {
    /** No credentials; settles every 5 minutes; commands time out after 30 seconds, heartbeats after 90. */
    public static MeteringConfig of(String brokerHost, int brokerPort) {
        return of(BrokerAddress.of(brokerHost, brokerPort));
    }

    /** Settles every 5 minutes; commands time out after 30 seconds, heartbeats after 90. */
    public static MeteringConfig of(BrokerAddress broker) {
        return new MeteringConfig(broker, "enerlink-metering", Duration.ofMinutes(5), Duration.ofSeconds(30),
                Duration.ofSeconds(90), Keep.DEFAULT);
    }

    public MeteringConfig every(Duration period) {
        return new MeteringConfig(broker, clientId, period, commandTimeout, missingAfter, keep);
    }

    /** Devices are missing after so long a silence. */
    public MeteringConfig missingAfter(Duration silence) {
        return new MeteringConfig(broker, clientId, settlementPeriod, commandTimeout, silence, keep);
    }

    public MeteringConfig keeping(Keep keep) {
        return new MeteringConfig(broker, clientId, settlementPeriod, commandTimeout, missingAfter, keep);
    }
}
