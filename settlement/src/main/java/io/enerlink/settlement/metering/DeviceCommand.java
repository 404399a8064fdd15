package io.enerlink.settlement.metering;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import com.fasterxml.jackson.databind.JsonNode;

/**
 * What a device is told.
 *
 * @param payload JSON, as the device expects it
 */
public record DeviceCommand(Kind kind, String payload) {
    /** What there is to tell. */
    public enum Kind {
        GRID, ENERGY_RESET, SETTLEMENT_RESET, SENSOR_INTERVAL, HEARTBEAT_INTERVAL, RELAY, MOTOR, PWM
    }

    /** What flows between home and grid. */
    public enum GridMode { IMPORT, EXPORT, OFF }

    /** Counters that can be reset. */
    public enum Counter { ALL, BATTERY, SOLAR, LOAD }

    /** Which way a motor turns. */
    public enum Direction { FORWARD, REVERSE }

    private static final long MIN_INTERVAL_MS = 100;
    private static final long MAX_INTERVAL_MS = 86_400_000;
    private static final int MAX_MOTOR = 2;
    private static final int MAX_DUTY = 255;

    public static DeviceCommand grid(GridMode mode) {
        return new DeviceCommand(Kind.GRID, "{\"grid\":\"" + lower(mode) + "\"}");
    }

    /** Counters begin at 0 again: nothing that counts depends on it, a fall begins a new epoch. */
    public static DeviceCommand energyReset(Counter counter) {
        return new DeviceCommand(Kind.ENERGY_RESET, "{\"energy\":{\"reset\":\"" + lower(counter) + "\"}}");
    }

    public static DeviceCommand settlementReset() {
        return new DeviceCommand(Kind.SETTLEMENT_RESET, "{\"energy\":{\"reset_settlement\":\"all\"}}");
    }

    /**
     * @param intervalMs between two sensor messages, from 100 ms to a day
     * @throws IllegalArgumentException for others
     */
    public static DeviceCommand sensorInterval(long intervalMs) {
        return interval(Kind.SENSOR_INTERVAL, "sensor_interval", intervalMs);
    }

    /**
     * @param intervalMs between two heartbeats, from 100 ms to a day
     * @throws IllegalArgumentException for others
     */
    public static DeviceCommand heartbeatInterval(long intervalMs) {
        return interval(Kind.HEARTBEAT_INTERVAL, "heartbeat_interval", intervalMs);
    }

    private static DeviceCommand interval(Kind kind, String name, long intervalMs) {
        require(intervalMs >= MIN_INTERVAL_MS && intervalMs <= MAX_INTERVAL_MS, "an interval is 100 ms to a day");
        return new DeviceCommand(kind, "{\"mqtt\":{\"" + name + "\":" + intervalMs + "}}");
    }

    public static DeviceCommand relay(boolean on) {
        return new DeviceCommand(Kind.RELAY, "{\"relay\":\"" + (on ? "on" : "off") + "\"}");
    }

    /**
     * @param motor   0, the main one, 1 or 2
     * @param percent of its full speed
     * @throws IllegalArgumentException for others
     */
    public static DeviceCommand motor(int motor, int percent, Direction direction) {
        require(motor >= 0 && motor <= MAX_MOTOR, "motors are 0 to 2");
        require(percent >= 0 && percent <= 100, "a speed is 0 to 100 %");
        return new DeviceCommand(Kind.MOTOR, "{\"motor" + (motor == 0 ? "" : motor) + "\":{\"percent\":" + percent
                + ",\"direction\":\"" + lower(direction) + "\"}}");
    }

    /**
     * @param duty of the LED, 0 to 255
     * @throws IllegalArgumentException for others
     */
    public static DeviceCommand pwm(int duty) {
        require(duty >= 0 && duty <= MAX_DUTY, "a duty is 0 to 255");
        return new DeviceCommand(Kind.PWM, "{\"pwm\":{\"led_duty\":" + duty + "}}");
    }

    /**
     * Reads a command as devices take it, {@code {"grid":"off"}} for example.
     *
     * @throws IllegalArgumentException when it is none of those above, or more than one
     */
    public static DeviceCommand parse(byte[] json) {
        try {
            JsonNode said = Payload.object(json);
            require(said.size() == 1, "one command at a time");
            String name = said.fieldNames().next();
            DeviceCommand command = read(name, said.get(name));
            require(said.equals(Payload.object(command.payload.getBytes(StandardCharsets.UTF_8))),
                    "no device understands this; meant is perhaps " + command.payload);
            return command;
        } catch (RefusedMessageException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /** What it means if it means anything: what is left out or wrong shows when it is compared with what was said. */
    private static DeviceCommand read(String name, JsonNode value) {
        return switch (name) {
            case "grid" -> grid(constant(GridMode.class, value));
            case "energy" -> value.has("reset") ? energyReset(constant(Counter.class, value.get("reset")))
                    : settlementReset();
            case "mqtt" -> value.has("sensor_interval") ? sensorInterval(value.path("sensor_interval").asLong())
                    : heartbeatInterval(value.path("heartbeat_interval").asLong());
            case "relay" -> relay(value.asText().equals("on"));
            case "motor", "motor1", "motor2" -> motor(name.equals("motor") ? 0 : name.charAt(name.length() - 1) - '0',
                    value.path("percent").asInt(-1), constant(Direction.class, value.path("direction")));
            case "pwm" -> pwm(value.path("led_duty").asInt(-1));
            default -> throw new IllegalArgumentException("unknown command " + name);
        };
    }

    private static <T extends Enum<T>> T constant(Class<T> kind, JsonNode value) {
        for (T constant : kind.getEnumConstants()) if (lower(constant).equals(value.asText())) return constant;
        throw new IllegalArgumentException("there is no " + value + ", but " + List.of(kind.getEnumConstants()));
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) throw new IllegalArgumentException(otherwise);
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /** Whether the fall of its settlement counters shows that a device obeyed. */
    boolean resetsCounters() {
        return kind == Kind.SETTLEMENT_RESET || equals(energyReset(Counter.ALL));
    }

    /** Whether a device's status shows that it obeyed: all it was told stands there. */
    boolean isShownBy(JsonNode status) throws RefusedMessageException {
        JsonNode told = Payload.object(payload.getBytes(StandardCharsets.UTF_8));
        return switch (kind) {
            case GRID -> told.get("grid").equals(status.path("grid").path("mode"));
            case RELAY -> told.get("relay").equals(status.path("relay").path("state"));
            case MOTOR, PWM -> {
                String part = told.fieldNames().next();
                yield told.get(part).properties().stream()
                        .allMatch(field -> field.getValue().asText().equals(status.path(part).path(field.getKey())
                                .asText()));
            }
            default -> false;
        };
    }
}
