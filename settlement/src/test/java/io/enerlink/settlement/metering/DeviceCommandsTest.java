package io.enerlink.settlement.metering;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import io.enerlink.settlement.Await;
import io.enerlink.settlement.TestBroker;
import io.enerlink.settlement.TestDatabase;
import io.enerlink.settlement.device.HouseProfile;
import io.enerlink.settlement.device.SimulatedMeter;
import io.enerlink.settlement.device.SimulatedMeterConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Commands to devices, by a real broker and a real database. */
class DeviceCommandsTest {
    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();
    @RegisterExtension
    final TestBroker broker = new TestBroker();

    private MeterIngest ingest;
    private DeviceCommands commands;

    @BeforeEach
    void start() {
        new Enrolment(DATABASE.get(), "tester").enroll(
                Meter.periodic("home", "0x00000000000000000000000000000000000000a1", 10_000), "Ana", null);
        ingest = new MeterIngest(new MessageStore(DATABASE.get()), MeteringConfig.of(broker.host(), broker.port()));
        commands = new DeviceCommands(DATABASE.get(), ingest.client(), Duration.ofSeconds(1));
        ingest.addListener(commands::onStored);
        ingest.addResponseListener(commands::onResponse);
        commands.start();
        ingest.start();
        ingest.listening().orTimeout(30, TimeUnit.SECONDS).join();
    }

    @AfterEach
    void close() {
        ingest.close();
        commands.close();
    }

    private void awaitState(String correlation, CommandState state) {
        Await.until(correlation + " is " + state, Duration.ofSeconds(30),
                () -> commands.state(correlation).equals(Optional.of(state)));
    }

    @Test
    void aDeviceObeysEveryKindOfCommandAndSaysSo() {
        try (SimulatedMeter meter = SimulatedMeter.start(SimulatedMeterConfig.of(broker.host(), broker.port(), "home")
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
                    .map(command -> Map.entry(commands.send("home", command.getKey()), command.getValue())).toList();
            sent.forEach(command -> awaitState(command.getKey(), command.getValue()));
        }
    }

    @Test
    void aDeviceThatAnswersNothingAcknowledgesByItsStatus() {
        Mqtt5BlockingClient device = MqttClient.builder().useMqttVersion5().identifier("device")
                .serverHost(broker.host()).serverPort(broker.port()).buildBlocking();
        device.connect();
        Await.until("the device is heard", () -> {
            status(device, Samples.STATUS);
            return count("SELECT count(*) FROM status_snapshot") > 0;
        });
        String motor = commands.send("home", DeviceCommand.motor(1, 40, DeviceCommand.Direction.REVERSE));
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
        String correlation = commands.send("home", DeviceCommand.pwm(1));
        awaitState(correlation, CommandState.TIMED_OUT);
        assertEquals(DeviceCommands.MAX_ATTEMPTS, count("SELECT attempts FROM device_command"));
    }

    @Test
    void whatNoDeviceCanDoIsRefusedBeforeItIsSent() {
        assertThrows(IllegalArgumentException.class, () -> DeviceCommand.pwm(256));
        assertThrows(IllegalArgumentException.class, () -> DeviceCommand.sensorInterval(1));
        assertThrows(IllegalArgumentException.class,
                () -> DeviceCommand.motor(3, 1, DeviceCommand.Direction.FORWARD));
        assertThrows(IllegalArgumentException.class, () -> commands.send("nobody", DeviceCommand.pwm(1)));
        assertEquals(0, count("SELECT count(*) FROM device_command"));
    }

    private static long count(String sql) {
        return DATABASE.get().jdbi().withHandle(handle -> handle.createQuery(sql).mapTo(Long.class).one());
    }
}
