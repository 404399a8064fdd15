package io.enerlink.settlement.metering;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import io.enerlink.settlement.Await;
import io.enerlink.settlement.TestDatabase;
import io.enerlink.settlement.device.HouseProfile;
import io.enerlink.settlement.device.SimulatedMeter;
import io.enerlink.settlement.device.SimulatedMeterConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Commands to devices, by a real broker and a real database. */
class DeviceCommandsTest {
    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();
    @RegisterExtension
    final TestIngest ingest = new TestIngest(DATABASE, 10_000, Duration.ofSeconds(1));

    private void awaitState(String correlation, CommandState state) {
        Await.until(correlation + " is " + state, Duration.ofSeconds(30),
                () -> ingest.commands().state(correlation).equals(Optional.of(state)));
    }

    @Test
    void aDeviceObeysEveryKindOfCommandAndSaysSo() {
        try (SimulatedMeter meter = SimulatedMeter
                .start(SimulatedMeterConfig.of(ingest.broker().host(), ingest.broker().port(), "home")
                        .atSpeed(1, Duration.ofMillis(200)), new HouseProfile(1, 5_000, 400), null)) {
            Map<DeviceCommand, CommandState> all = Map.of(
                    DeviceCommand.grid(DeviceCommand.GridMode.OFF), CommandState.ACKNOWLEDGED,
                    DeviceCommand.energyReset(DeviceCommand.Counter.SOLAR), CommandState.ACKNOWLEDGED,
                    DeviceCommand.settlementReset(), CommandState.ACKNOWLEDGED,
                    DeviceCommand.sensorInterval(300), CommandState.ACKNOWLEDGED,
                    DeviceCommand.heartbeatInterval(400), CommandState.ACKNOWLEDGED,
                    DeviceCommand.relay(false), CommandState.ACKNOWLEDGED,
                    DeviceCommand.motor(1, 40, DeviceCommand.Direction.REVERSE), CommandState.ACKNOWLEDGED,
                    DeviceCommand.pwm(200), CommandState.ACKNOWLEDGED,
                    new DeviceCommand(DeviceCommand.Kind.RELAY, "{\"relay\":\"sideways\"}"), CommandState.FAILED);
            Await.until("the device counts, and is heard",
                    () -> meter.exportUwh() + meter.importUwh() > 0 && count("SELECT count(*) FROM reading") > 0);
            List<Map.Entry<String, CommandState>> sent = all.entrySet().stream()
                    .map(command -> Map.entry(ingest.commands().send("home", command.getKey()), command.getValue()))
                    .toList();
            sent.forEach(command -> awaitState(command.getKey(), command.getValue()));
        }
    }

    @Test
    void aDeviceThatAnswersNothingAcknowledgesByItsStatus() {
        Mqtt5BlockingClient device = MqttClient.builder().useMqttVersion5().identifier("device")
                .serverHost(ingest.broker().host()).serverPort(ingest.broker().port()).buildBlocking();
        device.connect();
        Await.until("the device is heard", () -> {
            status(device, Samples.STATUS);
            return count("SELECT count(*) FROM status_snapshot") > 0;
        });
        String motor = ingest.commands().send("home", DeviceCommand.motor(1, 40, DeviceCommand.Direction.REVERSE));
        awaitState(motor, CommandState.SENT);
        status(device, Samples.STATUS.replaceFirst("(\"motor1\": \\{[^}]*)\"percent\": 0([^}]*)forward",
                "$1\"percent\": 40$2reverse"));
        awaitState(motor, CommandState.ACKNOWLEDGED);
        device.disconnect();
    }

    private static void status(Mqtt5BlockingClient device, String payload) {
        device.publishWith().topic("home/energy-monitor/status").qos(MqttQos.AT_LEAST_ONCE)
                .payload(payload.getBytes(StandardCharsets.UTF_8)).send();
    }

    @Test
    void aCommandWithoutASignIsSentAgainAndGivenUp() {
        String correlation = ingest.commands().send("home", DeviceCommand.pwm(1));
        awaitState(correlation, CommandState.TIMED_OUT);
        assertEquals(DeviceCommands.MAX_ATTEMPTS, count("SELECT attempts FROM device_command"));
    }

    @Test
    void whatNoDeviceCanDoIsRefusedBeforeItIsSent() {
        assertThrows(IllegalArgumentException.class, () -> DeviceCommand.pwm(256));
        assertThrows(IllegalArgumentException.class, () -> DeviceCommand.sensorInterval(1));
        assertThrows(IllegalArgumentException.class,
                () -> DeviceCommand.motor(3, 1, DeviceCommand.Direction.FORWARD));
        assertThrows(IllegalArgumentException.class, () -> ingest.commands().send("nobody", DeviceCommand.pwm(1)));
        assertEquals(0, count("SELECT count(*) FROM device_command"));
    }

    @Test
    void itsLastCommandsAreToldWithWhatCameOfThem() {
        String first = ingest.commands().send("home", DeviceCommand.pwm(1));
        String second = ingest.commands().send("home", DeviceCommand.pwm(2));
        List<DeviceCommands.Told> told = ingest.commands().told("home", 10);
        assertEquals(List.of(second, first), told.stream().map(DeviceCommands.Told::correlation).toList());
        assertEquals("{\"pwm\":{\"led_duty\":2}}", told.getFirst().command());
        assertEquals(List.of(second),
                ingest.commands().told("home", 1).stream().map(DeviceCommands.Told::correlation).toList());
        assertThrows(IllegalArgumentException.class, () -> ingest.commands().told("nobody", 1));
    }

    @Test
    void aCommandIsReadAsDevicesTakeItAndNothingElse() {
        for (DeviceCommand command : List.of(DeviceCommand.grid(DeviceCommand.GridMode.OFF),
                DeviceCommand.energyReset(DeviceCommand.Counter.SOLAR), DeviceCommand.settlementReset(),
                DeviceCommand.sensorInterval(300), DeviceCommand.heartbeatInterval(400), DeviceCommand.relay(false),
                DeviceCommand.relay(true), DeviceCommand.motor(0, 0, DeviceCommand.Direction.FORWARD),
                DeviceCommand.motor(2, 40, DeviceCommand.Direction.REVERSE), DeviceCommand.pwm(200)))
            assertEquals(command, DeviceCommand.parse(command.payload().getBytes(StandardCharsets.UTF_8)));
        for (String none : List.of("", "[]", "{}", "{\"grid\":\"OFF\"}", "{\"grid\":\"off\",\"relay\":\"on\"}",
                "{\"relay\":true}", "{\"relay\":\"sideways\"}", "{\"energy\":{}}",
                "{\"energy\":{\"reset\":\"export\"}}",
                "{\"energy\":{\"reset_settlement\":\"some\"}}", "{\"mqtt\":{\"sensor_interval\":1}}",
                "{\"mqtt\":{\"sensor_interval\":\"500\"}}", "{\"pwm\":{\"led_duty\":1.5}}", "{\"pwm\":{}}",
                "{\"motor3\":{\"percent\":1,\"direction\":\"forward\"}}", "{\"motor1\":{\"percent\":1}}",
                "{\"motor1\":{\"percent\":101,\"direction\":\"forward\"}}", "{\"dance\":1}"))
            assertThrows(IllegalArgumentException.class,
                    () -> DeviceCommand.parse(none.getBytes(StandardCharsets.UTF_8)), none);
    }

    private static long count(String sql) {
        return DATABASE.get().jdbi().withHandle(handle -> handle.createQuery(sql).mapTo(Long.class).one());
    }
}
