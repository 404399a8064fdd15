package io.enerlink.settlement.metering;

/**
 * What a device is told.
 *
 * @param payload JSON, as the device expects it
 */
public record DeviceCommand(Kind kind, String payload) {
    /** The kinds by what acknowledges them beside the device's answer. */
    public enum Kind {
        /** The mode in its status. */
        GRID,
        /** Its settlement counters falling. */
        SETTLEMENT_RESET,
        /** Nothing. */
        OTHER
    }

    /** What flows between home and grid. */
    public enum GridMode { IMPORT, EXPORT, OFF }

    public static DeviceCommand grid(GridMode mode) {
        return new DeviceCommand(Kind.GRID, "{\"grid\":\"" + mode.name().toLowerCase(java.util.Locale.ROOT) + "\"}");
    }

    public static DeviceCommand settlementReset() {
        return new DeviceCommand(Kind.SETTLEMENT_RESET, "{\"energy\":{\"reset_settlement\":\"all\"}}");
    }

    /** @param intervalMs between two sensor messages */
    public static DeviceCommand sensorInterval(long intervalMs) {
        return new DeviceCommand(Kind.OTHER, "{\"mqtt\":{\"sensor_interval\":" + intervalMs + "}}");
    }
}
