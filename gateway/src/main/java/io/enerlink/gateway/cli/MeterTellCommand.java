package io.enerlink.gateway.cli;

import java.time.Duration;
import java.util.concurrent.Callable;

import io.enerlink.settlement.metering.CommandState;
import io.enerlink.settlement.metering.DeviceCommand;
import io.enerlink.settlement.metering.DeviceCommands;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Tells a device what to do. */
@Command(name = "tell", mixinStandardHelpOptions = true, description = "Sends a device a command and waits for a sign of it: exit code 0 when it is acknowledged.")
final class MeterTellCommand implements Callable<Integer> {
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);

    @Mixin
    private OperatorDesk desk;

    @Option(names = "--site", required = true, description = "of the device's meter")
    private String site;

    @ArgGroup(multiplicity = "1")
    private What what;

    @Option(names = "--wait", paramLabel = "DURATION", defaultValue = "2m", converter = DurationOption.class, description = "at most (default: ${DEFAULT-VALUE})")
    private Duration wait;

    /** One of these. */
    private static final class What {
        @Option(names = "--grid", required = true, description = "${COMPLETION-CANDIDATES}")
        private DeviceCommand.GridMode grid;

        @Option(names = "--reset", required = true, description = "counters that begin at 0 again: ${COMPLETION-CANDIDATES}")
        private DeviceCommand.Counter reset;

        @Option(names = "--reset-settlement", required = true, description = "settlement counters begin at 0 again")
        private boolean resetSettlement;

        @Option(names = "--sensor-interval", paramLabel = "DURATION", required = true, converter = DurationOption.class, description = "between two sensor messages")
        private Duration sensorInterval;

        @Option(names = "--heartbeat-interval", paramLabel = "DURATION", required = true, converter = DurationOption.class, description = "between two heartbeats")
        private Duration heartbeatInterval;

        @Option(names = "--relay", paramLabel = "on|off", required = true, description = "the relay")
        private String relay;

        @Option(names = "--motor", paramLabel = "N:PERCENT[:reverse]", required = true, description = "motor 0, 1 or 2")
        private String motor;

        @Option(names = "--pwm", paramLabel = "DUTY", required = true, description = "of the LED, 0 to 255")
        private Integer pwm;

        DeviceCommand command() {
            if (grid != null) return DeviceCommand.grid(grid);
            if (reset != null) return DeviceCommand.energyReset(reset);
            if (resetSettlement) return DeviceCommand.settlementReset();
            if (sensorInterval != null) return DeviceCommand.sensorInterval(sensorInterval.toMillis());
            if (heartbeatInterval != null) return DeviceCommand.heartbeatInterval(heartbeatInterval.toMillis());
            if (relay != null) return relay();
            return motor == null ? DeviceCommand.pwm(pwm) : motor();
        }

        private DeviceCommand relay() {
            if (!relay.equals("on") && !relay.equals("off"))
                throw new IllegalArgumentException("a relay is on or off: " + relay);
            return DeviceCommand.relay(relay.equals("on"));
        }

        private DeviceCommand motor() {
            String[] parts = motor.split(":", -1);
            if (parts.length < 2 || parts.length > 3)
                throw new IllegalArgumentException("a motor's turn is written N:PERCENT[:reverse]: " + motor);
            return DeviceCommand.motor(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), parts.length == 3
                    ? DeviceCommand.Direction.valueOf(parts[2].toUpperCase(java.util.Locale.ROOT))
                    : DeviceCommand.Direction.FORWARD);
        }
    }

    @Override
    public Integer call() {
        StopSignal stop = StopSignal.install();
        return desk.ask(database -> {
            String correlation = DeviceCommands.store(database, site, what.command());
            long endNs = System.nanoTime() + wait.toNanos();
            CommandState state = CommandState.PENDING;
            while (state == CommandState.PENDING || state == CommandState.SENT) {
                if (System.nanoTime() - endNs > 0 || stop.await(LOOK_EVERY)) break;
                state = DeviceCommands.state(database, correlation).orElseThrow();
            }
            Console.system().line(correlation + " " + state);
            return state == CommandState.ACKNOWLEDGED ? 0 : 1;
        });
    }
}
