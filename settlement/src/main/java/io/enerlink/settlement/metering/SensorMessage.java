package io.enerlink.settlement.metering;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Set;
import com.fasterxml.jackson.databind.JsonNode;
import org.web3j.crypto.Hash;
import org.web3j.utils.Numeric;

/**
 * A device's sensor message, checked.
 *
 * @param timestampMs   ms since boot, or since 1970 of a device with a clock
 * @param registers     the cumulative registers, what is below a µWh left in the device
 * @param settlement    the counters since the last settlement; null where the device has none
 * @param exportPower   as the device says it; null where it does not
 * @param importPower   as the device says it; null where it does not
 * @param payloadHash   keccak of the bytes, 0x-hexadecimal
 * @param canonicalJson all that the device said
 */
record SensorMessage(long timestampMs, Energy registers, Energy settlement, BigDecimal exportPower,
        BigDecimal importPower, String payloadHash, String canonicalJson) {

    private static final Set<String> SUBSYSTEMS = Set.of("load", "solar", "export", "import", "battery");
    private static final String ENERGY_SUFFIX = "_energy_wh";

    /** @throws RefusedMessageException when it is none */
    static SensorMessage parse(byte[] bytes) throws RefusedMessageException {
        JsonNode message = Payload.object(bytes);
        long timestampMs = Payload.wholeNumber(message, "timestamp");
        for (String name : SUBSYSTEMS) if (message.has(name)) checkSubsystem(Payload.child(message, name));
        JsonNode exported = Payload.child(message, "export");
        JsonNode imported = Payload.child(message, "import");
        Energy registers = new Energy(Payload.uwh(exported, "total_energy_wh"),
                Payload.uwh(imported, "total_energy_wh"));
        String counter = "settlement_energy_wh";
        Energy settlement = exported.has(counter) && imported.has(counter)
                ? new Energy(Payload.uwh(exported, counter), Payload.uwh(imported, counter))
                : null;
        return new SensorMessage(timestampMs, registers, settlement, power(exported), power(imported),
                Numeric.toHexString(Hash.sha3(bytes)), message.toString());
    }

    private static BigDecimal power(JsonNode subsystem) throws RefusedMessageException {
        return subsystem.has("power") ? Payload.number(subsystem, "power") : null;
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
