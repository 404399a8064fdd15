package io.enerlink.settlement.device;

import java.time.Duration;
import io.enerlink.settlement.mqtt.BrokerAddress;

/**
 * How a simulated meter works.
 *
 * @param speed          simulated time to real time
 * @param sensorInterval between two sensor messages, in real time; a command may change it
 * @param heartbeat      between two heartbeats, in real time
 * @param startOfDay     the simulated time of day to begin at
 * @param battery        of the home
 * @param mischief       what it does wrong
 */
public record SimulatedMeterConfig(BrokerAddress broker, String site, int speed, Duration sensorInterval,
        Duration heartbeat, Duration startOfDay, Battery battery, Mischief mischief) {
    public SimulatedMeterConfig {
        if (speed < 1 || sensorInterval.toMillis() < 1 || heartbeat.toMillis() < 1)
            throw new IllegalArgumentException("speed and intervals must be positive");
    }

    /** In real time, with a message every 5 s and a heartbeat every 30 s, from midnight. */
    public static SimulatedMeterConfig of(String brokerHost, int brokerPort, String site) {
        return of(BrokerAddress.of(brokerHost, brokerPort), site);
    }

    /** In real time, with a message every 5 s and a heartbeat every 30 s, from midnight. */
    public static SimulatedMeterConfig of(BrokerAddress broker, String site) {
        return new SimulatedMeterConfig(broker, site, 1, Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ZERO,
                Battery.NONE, Mischief.NONE);
    }

    public SimulatedMeterConfig atSpeed(int times, Duration interval) {
        return new SimulatedMeterConfig(broker, site, times, interval, heartbeat, startOfDay, battery, mischief);
    }

    public SimulatedMeterConfig from(Duration timeOfDay) {
        return new SimulatedMeterConfig(broker, site, speed, sensorInterval, heartbeat, timeOfDay, battery, mischief);
    }

    public SimulatedMeterConfig with(Battery homes) {
        return new SimulatedMeterConfig(broker, site, speed, sensorInterval, heartbeat, startOfDay, homes, mischief);
    }

    public SimulatedMeterConfig doing(Mischief wrong) {
        return new SimulatedMeterConfig(broker, site, speed, sensorInterval, heartbeat, startOfDay, battery, wrong);
    }
}
