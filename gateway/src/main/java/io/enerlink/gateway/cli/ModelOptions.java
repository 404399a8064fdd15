package io.enerlink.gateway.cli;

import java.math.BigDecimal;

import io.enerlink.settlement.metering.DeviceModel;
import io.enerlink.settlement.metering.Units;
import picocli.CommandLine.Option;

/** What make a meter is of. */
final class ModelOptions {
    private static final int UWH_EXPONENT = 6;

    @Option(names = "--model", defaultValue = "reference", description = "name of the make (default: ${DEFAULT-VALUE})")
    private String name;

    @Option(names = "--units", defaultValue = "MILLI", description = "of its powers and currents: ${COMPLETION-CANDIDATES}, mW and mA or W and A (default: ${DEFAULT-VALUE})")
    private Units units;

    @Option(names = "--wraps-at", paramLabel = "WH", defaultValue = "0", description = "where its registers begin at 0 again; 0: they do not (default: ${DEFAULT-VALUE})")
    private BigDecimal wrapsAtWh;

    DeviceModel model() {
        return new DeviceModel(name, units, wrapsAtWh.movePointRight(UWH_EXPONENT).longValueExact());
    }
}
