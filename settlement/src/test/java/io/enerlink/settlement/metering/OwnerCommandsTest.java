package io.enerlink.settlement.metering;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3AsyncClient;
import io.enerlink.settlement.TestDatabase;
import io.enerlink.settlement.metering.OwnerCommands.Outcome;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What households may tell their own devices, through the real database and broker. */
class OwnerCommandsTest {
    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();
    private static final String OWNER = "0x00000000000000000000000000000000000000a1";
    private static final String HOME = Meter.periodic("home", OWNER, 10_000).meterId();
    private static final DeviceCommand OFF = DeviceCommand.grid(DeviceCommand.GridMode.OFF);

    @RegisterExtension
    final TestIngest ingest = new TestIngest(DATABASE, 10_000, Duration.ofSeconds(30));

    private OwnerCommands commands;

    @BeforeEach
    void begin() {
        commands = new OwnerCommands(DATABASE.get(), ingest.commands()::wake);
    }

    @Test
    void whatAnOwnerTellsADeviceIsRecordedAndReachesIt() throws Exception {
        BlockingQueue<String> heard = new ArrayBlockingQueue<>(4);
        Mqtt3AsyncClient device = MqttClient.builder().useMqttVersion3().identifier("device")
                .serverHost(ingest.broker().host()).serverPort(ingest.broker().port()).buildAsync();
        device.connect().join();
        device.subscribeWith().topicFilter("home/energy-monitor/command").qos(MqttQos.AT_LEAST_ONCE)
                .callback(publish -> heard.add(new String(publish.getPayloadAsBytes()))).send().join();
        OwnerCommands.Answer answer = commands.send(OWNER, HOME, OFF);
        assertEquals(Outcome.STORED, answer.outcome());
        assertEquals("{\"grid\":\"off\"}", heard.poll(30, TimeUnit.SECONDS));
        assertEquals(List.of(answer.id()), ingest.commands().told("home", 10).stream()
                .map(DeviceCommands.Told::correlation).toList());
        assertEquals(OWNER + " {\"grid\": \"off\"}", text(
                "SELECT operator || ' ' || detail::TEXT FROM operator_action WHERE action = 'command'"));
        device.disconnect().join();
    }

    @Test
    void othersAreRefusedAndNothingIsStoredOfThem() {
        assertEquals(Outcome.NOT_OWNER,
                commands.send("0x00000000000000000000000000000000000000a2", HOME, OFF).outcome());
        assertEquals(Outcome.UNKNOWN_METER, commands.send(OWNER, "0x12", OFF).outcome());
        assertEquals("0", text("SELECT count(*) FROM device_command"));
        assertEquals("0", text("SELECT count(*) FROM operator_action WHERE action = 'command'"));
    }

    @Test
    void theSupplyOfAPrepaidMeterIsItsCreditsToSwitch() {
        Meter flat = new Meter("flat", OWNER, 5_000, Policy.PREPAID, DeviceModel.REFERENCE, ZoneId.of("UTC"), 1);
        new Enrolment(DATABASE.get(), "tester").enroll(flat, "Ana", null);
        assertEquals(Outcome.NOT_OPERATOR, commands.send(OWNER, flat.meterId(), DeviceCommand.relay(true)).outcome());
        assertEquals(Outcome.NOT_OPERATOR,
                commands.send(OWNER, flat.meterId(), DeviceCommand.grid(DeviceCommand.GridMode.IMPORT)).outcome());
        assertEquals(Outcome.STORED,
                commands.send(OWNER, flat.meterId(), DeviceCommand.sensorInterval(5_000)).outcome());
    }

    @Test
    void moreThanADeviceAnswersAreRefused() {
        for (int i = 0; i < OwnerCommands.MAX_OPEN; i++)
            assertEquals(Outcome.STORED, commands.send(OWNER, HOME, DeviceCommand.pwm(i)).outcome());
        OwnerCommands.Answer full = commands.send(OWNER, HOME, OFF);
        assertEquals(Outcome.TOO_MANY_PENDING, full.outcome());
        assertNull(full.id());
    }

    private static String text(String sql) {
        return DATABASE.get().jdbi().withHandle(handle -> handle.createQuery(sql).mapTo(String.class).one());
    }
}
