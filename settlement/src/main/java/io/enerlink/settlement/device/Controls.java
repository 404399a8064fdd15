package io.enerlink.settlement.device;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What can be switched on a device beside its counters, and how its status tells of it. */
final class Controls {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> MOTORS = List.of("motor", "motor1", "motor2");
    private static final Set<String> MODES = Set.of("import", "export", "off");
    private static final int MAX_PWM = 255;
    private static final int MAX_MOTOR_PWM = 1_023;

    private final Map<String, ObjectNode> motors = new TreeMap<>();
    private String gridMode = "export";
    private String relay = "on";
    private int ledDuty = 63;

    Controls() {
        for (String motor : MOTORS) motors.put(motor, motor(0, "forward"));
    }

    private static ObjectNode motor(int percent, String direction) {
        return JSON.createObjectNode().put("duty", MAX_MOTOR_PWM * percent / 100).put("percent", percent)
                .put("direction", direction);
    }

    /** Whether it takes from the grid: the relay lets it through and the grid is not off. */
    boolean imports() {
        return !gridMode.equals("off") && relay.equals("on");
    }

    /** Whether it gives to the grid, too. */
    boolean exports() {
        return imports() && gridMode.equals("export");
    }

    /** Whether a command is about something here. */
    boolean has(JsonNode command) {
        return command.has("grid") || command.has("relay") || command.has("pwm")
                || MOTORS.stream().anyMatch(command::has);
    }

    /** @return null, or why not */
    String obey(JsonNode command) {
        if (command.has("grid")) return grid(command.path("grid").asText());
        if (command.has("relay")) return relay(command.path("relay").asText());
        if (command.has("pwm")) return led(command.path("pwm").path("led_duty").asInt(-1));
        for (String motor : MOTORS) if (command.has(motor)) return turn(motor, command.path(motor));
        return "unknown command";
    }

    private String grid(String mode) {
        if (!MODES.contains(mode)) return "unknown mode";
        gridMode = mode;
        return null;
    }

    private String relay(String state) {
        if (!Set.of("on", "off").contains(state)) return "a relay is on or off";
        relay = state;
        return null;
    }

    private String led(int duty) {
        if (duty < 0 || duty > MAX_PWM) return "led_duty is 0 to " + MAX_PWM;
        ledDuty = duty;
        return null;
    }

    private String turn(String motor, JsonNode how) {
        int percent = how.path("percent").asInt(-1);
        String direction = how.path("direction").asText();
        if (percent < 0 || percent > 100 || !Set.of("forward", "reverse").contains(direction)) return "no such turn";
        motors.put(motor, motor(percent, direction));
        return null;
    }

    /** Writes all of it into a status. */
    void show(ObjectNode status, boolean isExporting, boolean isImporting) {
        status.putObject("pwm").put("max_pwm", MAX_PWM).put("led_duty", ledDuty);
        status.putObject("grid").put("mode", gridMode).put("exporting", isExporting).put("importing", isImporting);
        status.putObject("relay").put("state", relay);
        motors.forEach((name, motor) -> status.set(name, motor.deepCopy()));
        ((ObjectNode) status.get("motor")).put("max_pwm", MAX_MOTOR_PWM);
    }
}
