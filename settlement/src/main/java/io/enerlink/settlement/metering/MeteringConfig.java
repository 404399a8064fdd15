package io.enerlink.settlement.metering;

import java.time.Duration;

/**
 * How metering goes about it.
 *
 * @param brokerUser       null where the broker asks for none
 * @param clientId         our session's name at the broker, which keeps messages for it while we are away
 * @param settlementPeriod between two settlements
 * @param commandTimeout   after which a command that no device acknowledged is sent again
 * @param keep             how long what devices said is kept
 */
public record MeteringConfig(String brokerHost, int brokerPort, String brokerUser, String brokerPassword,
        String clientId, Duration settlementPeriod, Duration commandTimeout, Keep keep) {
    /** No credentials; settles every 5 minutes; commands time out after 30 seconds. */
    public static MeteringConfig of(String brokerHost, int brokerPort) {
        return new MeteringConfig(brokerHost, brokerPort, null, null, "enerlink-metering", Duration.ofMinutes(5),
                Duration.ofSeconds(30), Keep.DEFAULT);
    }

    public MeteringConfig every(Duration period) {
        return new MeteringConfig(brokerHost, brokerPort, brokerUser, brokerPassword, clientId, period, commandTimeout,
                keep);
    }

    /** Shows a name and a secret to the broker. */
    public MeteringConfig as(String user, String secret) {
        return new MeteringConfig(brokerHost, brokerPort, user, secret, clientId, settlementPeriod, commandTimeout,
                keep);
    }

    public MeteringConfig keeping(Keep keep) {
        return new MeteringConfig(brokerHost, brokerPort, brokerUser, brokerPassword, clientId, settlementPeriod,
                commandTimeout, keep);
    }
}
