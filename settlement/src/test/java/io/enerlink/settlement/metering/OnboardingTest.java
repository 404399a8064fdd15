package io.enerlink.settlement.metering;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

/** Units and signs of a new meter, by the reference device's sample. */
class OnboardingTest {
    private static final long STEP_MS = 60_000;

    /** The sample's message of some minutes later, in which powers of export were ever {@code powerMw}. */
    private static SensorMessage after(int steps, String powerMw, String currentMa) throws RefusedMessageException {
        BigDecimal uwh = new BigDecimal(powerMw).abs().multiply(BigDecimal.valueOf(steps * STEP_MS / 3_600));
        BigDecimal wh = new BigDecimal("1.959955").add(uwh.movePointLeft(6));
        String payload = Samples.SENSORS.replace("33857692", Long.toString(33_857_692L + steps * STEP_MS))
                .replace("\"power\": 38.6", "\"power\": " + powerMw).replace("9.51", currentMa)
                .replace("\"voltage\": 4.126", "\"voltage\": 4.0")
                .replace("\"total_energy_wh\": 1.959955", "\"total_energy_wh\": " + wh.toPlainString());
        return SensorMessage.parse(payload.getBytes(StandardCharsets.UTF_8));
    }

    private static Onboarding.State looked(Units units, String powerMw, String currentMa)
            throws RefusedMessageException {
        Onboarding onboarding = Onboarding.BEGIN;
        for (int i = 0; i <= Onboarding.MIN_LOOKS; ++i) {
            assertEquals(Onboarding.State.CHECKING, onboarding.state());
            onboarding = onboarding.look(after(i, powerMw, currentMa), 1, units);
        }
        return onboarding.state();
    }

    @Test
    void theReferenceDevicesUnitsFit() throws RefusedMessageException {
        assertEquals(Onboarding.State.PASSED, looked(Units.MILLI, "40000.0", "10000"));
    }

    @Test
    void aFactorOfAThousandBetweenPowerAndEnergyIsRefused() throws RefusedMessageException {
        assertEquals(Onboarding.State.UNITS, looked(Units.WHOLE, "40000.0", "10000"));
    }

    @Test
    void aFactorOfAThousandBetweenPowerAndCurrentIsRefused() throws RefusedMessageException {
        assertEquals(Onboarding.State.UNITS, looked(Units.MILLI, "40000.0", "10"));
    }

    @Test
    void aPowerAgainstTheDirectionOfItsRegisterIsRefused() throws RefusedMessageException {
        assertEquals(Onboarding.State.SIGN, looked(Units.MILLI, "-40000.0", "10000"));
    }

    @Test
    void aDeviceThatTellsNoPowerCannotBeCheckedAndIsTaken() throws RefusedMessageException {
        SensorMessage silent = SensorMessage.parse("""
                {"timestamp":1,"export":{"total_energy_wh":1},"import":{"total_energy_wh":2}}"""
                .getBytes(StandardCharsets.UTF_8));
        assertEquals(Onboarding.State.PASSED, Onboarding.BEGIN.look(silent, 1, Units.MILLI).state());
    }
}
