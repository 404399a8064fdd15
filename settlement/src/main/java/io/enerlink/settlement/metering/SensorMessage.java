package io.enerlink.settlement.metering;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import com.fasterxml.jackson.databind.JsonNode;
import org.web3j.crypto.Hash;
import org.web3j.utils.Numeric;

/**
 * A device's sensor message, checked.
 *
 * @param timestampMs   ms since boot, or since 1970 of a device with a clock
 * @param registers     the cumulative registers, what is below a µWh left in the device
 * @param settlement    the counters since the last settlement; null where the device has none
 * @param sinceReset    the registers are those counters, as the device has no others
 * @param exported      what goes to the grid now
 * @param imported      what comes from the grid now
 * @param inside        what flows inside the home now
 * @param payloadHash   keccak of the bytes, 0x-hexadecimal
 * @param subsystems    that it spoke of, beside export and import
 */
record SensorMessage(long timestampMs, Energy registers, Energy settlement, boolean sinceReset, Flow exported,
        Flow imported, HomePower.Said inside, String payloadHash, Set<String> subsystems) {

    private static final Set<String> SUBSYSTEMS = Set.of("load", "solar", "export", "import", "battery");
    private static final Set<String> CAPABILITIES = Set.of("solar", "battery");
    private static final String ENERGY_SUFFIX = "_energy_wh";
    private static final String TOTAL = "total" + ENERGY_SUFFIX;
    private static final String COUNTER = "settlement" + ENERGY_SUFFIX;

    /** @throws RefusedMessageException when it is none */
    static SensorMessage parse(byte[] bytes) throws RefusedMessageException {
        JsonNode message = Payload.object(bytes);
        long timestampMs = Payload.wholeNumber(message, "timestamp");
        for (String name : SUBSYSTEMS) if (message.has(name)) checkSubsystem(Payload.child(message, name));
        JsonNode exported = Payload.child(message, "export");
        JsonNode imported = Payload.child(message, "import");
        Energy settlement = exported.has(COUNTER) && imported.has(COUNTER)
                ? new Energy(Payload.uwh(exported, COUNTER), Payload.uwh(imported, COUNTER))
                : null;
        boolean sinceReset = settlement != null && !exported.has(TOTAL) && !imported.has(TOTAL);
        Energy registers = sinceReset ? settlement
                : new Energy(Payload.uwh(exported, TOTAL), Payload.uwh(imported, TOTAL));
        return new SensorMessage(timestampMs, registers, settlement, sinceReset, flow(exported), flow(imported),
                inside(message), Numeric.toHexString(Hash.sha3(bytes)), capabilities(message));
    }

    private static Set<String> capabilities(JsonNode message) {
        return CAPABILITIES.stream().filter(message::has).collect(Collectors.toUnmodifiableSet());
    }

    private static Flow flow(JsonNode subsystem) throws RefusedMessageException {
        return new Flow(said(subsystem, "power"), said(subsystem, "current"), said(subsystem, "voltage"));
    }

    private static HomePower.Said inside(JsonNode message) throws RefusedMessageException {
        return new HomePower.Said(said(message.path("solar"), "power"), said(message.path("load"), "power"),
                charging(message.path("battery")));
    }

    /** Into the battery; which way it goes is its state, as devices differ in signs. */
    private static BigDecimal charging(JsonNode battery) throws RefusedMessageException {
        BigDecimal power = said(battery, "power");
        if (power == null) return null;
        return switch (battery.path("state").asText()) {
            case "charging" -> power.abs();
            case "discharging" -> power.abs().negate();
            case "idle" -> BigDecimal.ZERO;
            default -> null;
        };
    }

    private static BigDecimal said(JsonNode subsystem, String name) throws RefusedMessageException {
        return subsystem.has(name) ? Payload.number(subsystem, name) : null;
    }

    private static void checkSubsystem(JsonNode subsystem) throws RefusedMessageException {
        for (Map.Entry<String, JsonNode> field : subsystem.properties()) {
            String name = field.getKey();
            switch (name) {
                case "active", "generating" -> Payload.flag(subsystem, name);
                case "state" -> Payload.text(subsystem, name, "charging", "discharging", "idle");
                case "power", "current", "voltage" -> Payload.number(subsystem, name);
                default -> {
                    if (name.endsWith(ENERGY_SUFFIX)) Payload.uwh(subsystem, name);
                }
            }
        }
    }
}
