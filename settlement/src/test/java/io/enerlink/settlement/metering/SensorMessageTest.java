package io.enerlink.settlement.metering;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SensorMessageTest {
    @Test
    void readsTheReferenceDevicesSampleToTheMicrowattHour() throws RefusedMessageException {
        SensorMessage message = SensorMessage.parse(bytes(Samples.SENSORS));
        assertEquals(33_857_692, message.timestampMs());
        assertEquals(new Energy(1_959_955, 4_000), message.registers());
        assertEquals(new Energy(1_959_955, 4_000), message.settlement());
        assertEquals(38, message.exported().powerMw(Units.MILLI));
        assertEquals(38_600, message.exported().powerMw(Units.WHOLE));
    }

    @Test
    void leavesWhatIsBelowAMicrowattHourInTheDevicesRegister() throws RefusedMessageException {
        String finer = Samples.SENSORS.replace("\"total_energy_wh\": 1.959955", "\"total_energy_wh\": 1.9599559");
        assertEquals(1_959_955, SensorMessage.parse(bytes(finer)).registers().exportUwh());
    }

    @Test
    void takesNegativePower() throws RefusedMessageException {
        SensorMessage.parse(bytes(Samples.SENSORS.replace("38.6", "-38.6")));
    }

    @Test
    void tellsWhatFlowsInTheHomeAndIntoOrOutOfTheBatteryByItsState() throws RefusedMessageException {
        assertEquals(new HomePower(1_275L, 994L, 152L, 38L, 0L), power(Samples.SENSORS));
        assertEquals(-152L, power(Samples.SENSORS.replace("\"charging\"", "\"discharging\"")).batteryMw());
        assertEquals(0L, power(Samples.SENSORS.replace("\"charging\"", "\"idle\"")).batteryMw());
    }

    @Test
    void whatTheDeviceDoesNotSayOfItsPowerIsNotKnown() throws RefusedMessageException {
        assertEquals(new HomePower(null, null, null, null, null),
                power("""
                        {"timestamp":1,"battery":{"power":3},"load":{},"export":{"total_energy_wh":1},"import":{"total_energy_wh":1}}
                        """));
    }

    private static HomePower power(String payload) throws RefusedMessageException {
        return HomePower.of(SensorMessage.parse(bytes(payload)), Units.MILLI);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            MALFORMED_JSON |
            MALFORMED_JSON | [1]
            MALFORMED_JSON | {"timestamp":1
            MALFORMED_JSON | {"timestamp":1,"timestamp":2}
            MALFORMED_JSON | {"timestamp":1} {}
            MALFORMED_JSON | {"timestamp":1,"export":{"total_energy_wh":1e2555555555555555555555},"import":{}}
            MISSING_FIELD  | {}
            MISSING_FIELD  | {"timestamp":1}
            MISSING_FIELD  | {"timestamp":1,"export":{},"import":{}}
            MISSING_FIELD  | {"timestamp":1,"export":{"total_energy_wh":null},"import":{}}
            INVALID_VALUE  | {"timestamp":1,"export":3,"import":{}}
            INVALID_VALUE  | {"timestamp":1,"battery":{"state":"exploding"},"export":{},"import":{}}
            INVALID_VALUE  | {"timestamp":1,"export":{"active":"yes"},"import":{}}
            NOT_A_NUMBER   | {"timestamp":"1"}
            NOT_A_NUMBER   | {"timestamp":1,"export":{"total_energy_wh":NaN},"import":{}}
            NOT_A_NUMBER   | {"timestamp":1,"export":{"total_energy_wh":"NaN"},"import":{}}
            NOT_A_NUMBER   | {"timestamp":1,"export":{"power":Infinity},"import":{}}
            NEGATIVE_ENERGY| {"timestamp":1,"export":{"total_energy_wh":-0.000001},"import":{}}
            SENTINEL       | {"timestamp":1,"export":{"total_energy_wh":4294967295},"import":{}}
            SENTINEL       | {"timestamp":1,"export":{"total_energy_wh":4294967.295},"import":{}}
            OUT_OF_RANGE   | {"timestamp":1,"export":{"total_energy_wh":1e999999999},"import":{}}
            OUT_OF_RANGE   | {"timestamp":1,"export":{"total_energy_wh":1e-999999999},"import":{}}
            OUT_OF_RANGE   | {"timestamp":1,"export":{"total_energy_wh":1000000000001},"import":{}}
            OUT_OF_RANGE   | {"timestamp":-1}
            OUT_OF_RANGE   | {"timestamp":1.5}
            """)
    void refusesByName(Refusal refusal, String payload) {
        assertEquals(refusal, refusalOf(bytes(payload == null ? "" : payload)));
    }

    @Test
    void refusesWhatIsTooLargeAndWhatIsNotUtf8() {
        assertEquals(Refusal.TOO_LARGE_MESSAGE, refusalOf(new byte[Payload.MAX_BYTES + 1]));
        assertEquals(Refusal.MALFORMED_JSON, refusalOf(new byte[]{'{', (byte) 0xff, '}'}));
    }

    private static Refusal refusalOf(byte[] payload) {
        return assertThrows(RefusedMessageException.class, () -> SensorMessage.parse(payload)).refusal();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
