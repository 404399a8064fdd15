package io.enerlink.settlement.device;

import java.time.Duration;

/**
 * How a simulated meter works.
 *
 * @param speed          simulated time to real time
 * @param sensorInterval between two sensor messages, in real time; a command may change it
 * @param heartbeat      between two heartbeats, in real time
 * @param startOfDay     the simulated time of day to begin at
 * @param user           by which the broker knows it; null where the broker asks for none
 * @param mischief       what it does wrong
 */
public record SimulatedMeterConfig(String brokerHost, int brokerPort, String site, int speed, Duration sensorInterval,
        Duration heartbeat, Duration startOfDay, String user, String password, Mischief mischief) {
    public SimulatedMeterConfig {
        if (speed < 1 || sensorInterval.toMillis() < 1 || heartbeat.toMillis() < 1)
            throw new IllegalArgumentException("speed and intervals must be positive");
    }

    /** In real time, with a message every 5 s and a heartbeat every 30 s, from midnight. */
    public static SimulatedMeterConfig of(String brokerHost, int brokerPort, String site) {
        return new SimulatedMeterConfig(brokerHost, brokerPort, site, 1, Duration.ofSeconds(5), Duration.ofSeconds(30),
                Duration.ZERO, null, null, Mischief.NONE);
    }

    public SimulatedMeterConfig atSpeed(int times, Duration interval) {
        return new SimulatedMeterConfig(brokerHost, brokerPort, site, times, interval, heartbeat, startOfDay, user,
                password,
                mischief);
    }

    public SimulatedMeterConfig from(Duration timeOfDay) {
        return new SimulatedMeterConfig(brokerHost, brokerPort, site, speed, sensorInterval, heartbeat, timeOfDay, user,
                password, mischief);
    }

    /** Shows a name and a secret to the broker. */
    public SimulatedMeterConfig as(String name, String secret) {
        return new SimulatedMeterConfig(brokerHost, brokerPort, site, speed, sensorInterval, heartbeat, startOfDay,
                name, secret, mischief);
    }

    public SimulatedMeterConfig doing(Mischief wrong) {
        return new SimulatedMeterConfig(brokerHost, brokerPort, site, speed, sensorInterval, heartbeat, startOfDay,
                user, password, wrong);
    }
}
