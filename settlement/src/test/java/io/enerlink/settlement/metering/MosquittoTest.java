package io.enerlink.settlement.metering;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5SubAckException;
import io.enerlink.settlement.Await;
import io.enerlink.settlement.TestCertificates;
import io.enerlink.settlement.TestDatabase;
import io.enerlink.settlement.device.HouseProfile;
import io.enerlink.settlement.device.SimulatedMeter;
import io.enerlink.settlement.device.SimulatedMeterConfig;
import io.enerlink.settlement.mqtt.BrokerAddress;
import io.enerlink.settlement.mqtt.BrokerTls;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Mosquitto, configured as docs/OPERATIONS.md says word for word but for its paths and its port. */
class MosquittoTest {
    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();
    private static final Pattern BLOCK = Pattern.compile("```conf\n(.*?)```", Pattern.DOTALL);
    @TempDir
    static Path folder;

    private TestCertificates certificates;
    private Process mosquitto;
    private int port;
    private MeterIngest ingest;
    private DeviceCommands commands;

    @BeforeEach
    void start() throws Exception {
        Optional<Path> program = program();
        assumeTrue(program.isPresent(),
                "mosquitto is not installed (apt-get install mosquitto): its configuration is not tested");
        certificates = new TestCertificates(folder.resolve("certs"));
        certificates.server("broker");
        Files.copy(certificates.authority(), folder.resolve("certs/meters.pem"));
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        List<String> blocks = documented();
        Files.writeString(folder.resolve("mosquitto.conf"), blocks.get(0).replace("8883", port + " 127.0.0.1")
                + "user " + System.getProperty("user.name") + "\n");
        Files.writeString(folder.resolve("enerlink.acl"), blocks.get(1));
        mosquitto = new ProcessBuilder(program.get().toString(), "-c", folder.resolve("mosquitto.conf").toString())
                .redirectErrorStream(true).redirectOutput(folder.resolve("mosquitto.log").toFile()).start();
        Await.until("mosquitto listens", () -> {
            assertTrue(mosquitto.isAlive(), MosquittoTest::said);
            return listens();
        });
        for (String site : List.of("home", "shop"))
            new Enrolment(DATABASE.get(), "tester").enroll(
                    Meter.periodic(site, "0x00000000000000000000000000000000000000a1", 10_000), "Ana", null);
        ingest = new MeterIngest(new MessageStore(DATABASE.get()), MeteringConfig.of(address("$exchange")));
        commands = new DeviceCommands(DATABASE.get(), ingest.client(), Duration.ofSeconds(5));
        ingest.addListener(commands::onStored);
        ingest.addResponseListener(commands::onResponse);
        commands.start();
        ingest.start();
        ingest.awaitListening(Duration.ofSeconds(30));
    }

    private static Optional<Path> program() {
        return Stream.concat(Stream.of(System.getenv("PATH").split(File.pathSeparator)), Stream.of("/usr/sbin"))
                .map(directory -> Path.of(directory, "mosquitto")).filter(Files::isExecutable).findFirst();
    }

    private static List<String> documented() throws IOException {
        Path at = Path.of("").toAbsolutePath();
        while (!Files.exists(at.resolve("docs/OPERATIONS.md"))) at = at.getParent();
        List<String> blocks = new ArrayList<>();
        for (Matcher block = BLOCK.matcher(Files.readString(at.resolve("docs/OPERATIONS.md"))); block.find();)
            blocks.add(block.group(1).replace("/etc/mosquitto/", folder + "/").replace("/var/lib/mosquitto/",
                    folder + "/"));
        return blocks;
    }

    private boolean listens() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    private BrokerAddress address(String name) throws Exception {
        return BrokerAddress.of("localhost", port).over(certificates.client(name));
    }

    private static String said() {
        try {
            return Files.readString(folder.resolve("mosquitto.log"));
        } catch (IOException e) {
            return "mosquitto's log cannot be read: " + e;
        }
    }

    @AfterEach
    void stop() throws Exception {
        if (mosquitto == null) return;
        ingest.close();
        commands.close();
        mosquitto.destroy();
        assertTrue(mosquitto.waitFor(20, TimeUnit.SECONDS));
    }

    @Test
    void metersAreHeardAndCommandedByTlsAndNoneSpeaksOrListensForAnother() throws Exception {
        SimulatedMeter meter = SimulatedMeter.start(SimulatedMeterConfig.of(address("home"), "home").atSpeed(1,
                Duration.ofMillis(200)), new HouseProfile(1, 5_000, 400), null);
        try (meter) {
            Await.until("the meter is heard, " + said(), Duration.ofSeconds(20),
                    () -> count("SELECT count(*) FROM reading") > 0);
            String correlation = commands.send("home", DeviceCommand.pwm(7));
            Await.until("it obeys", Duration.ofSeconds(20),
                    () -> commands.state(correlation).equals(Optional.of(CommandState.ACKNOWLEDGED)));
        }
        speaksForItselfOnly();
        listensForItselfOnly();
        letsInNobodyElse();
    }

    private void speaksForItselfOnly() throws Exception {
        for (String topic : List.of("home/energy-monitor/status", "shop/energy-monitor/command")) {
            Mqtt5BlockingClient shop = connected("shop");
            assertThrows(Mqtt5PubAckException.class, () -> say(shop, topic)); // some versions hang up on it after that
        }
        Mqtt5BlockingClient shop = connected("shop");
        say(shop, "shop/energy-monitor/status");
        Await.until("the shop is heard", Duration.ofSeconds(20), () -> count(
                "SELECT count(*) FROM status_snapshot JOIN meter USING (meter_id) WHERE site = 'shop'") == 1);
        assertEquals(0, count("SELECT count(*) FROM refused_message"));
        shop.disconnect();
    }

    private Mqtt5BlockingClient connected(String name) throws Exception {
        Mqtt5BlockingClient client = address(name).client("anything").buildBlocking();
        client.connect();
        return client;
    }

    private static void say(Mqtt5BlockingClient as, String topic) {
        as.publishWith().topic(topic).qos(MqttQos.AT_LEAST_ONCE)
                .payload(Samples.STATUS.getBytes(UTF_8)).send();
    }

    private void listensForItselfOnly() throws Exception {
        Mqtt5BlockingClient shop = connected("shop");
        try (Mqtt5BlockingClient.Mqtt5Publishes heard = shop.publishes(MqttGlobalPublishFilter.ALL)) {
            spy(shop, "home/energy-monitor/command");
            spy(shop, "home/energy-monitor/sensors");
            shop.subscribeWith().topicFilter("shop/energy-monitor/command").qos(MqttQos.AT_LEAST_ONCE).send();
            commands.send("home", DeviceCommand.pwm(8));
            commands.send("shop", DeviceCommand.pwm(9));
            assertEquals("{\"pwm\":{\"led_duty\":9}}",
                    new String(heard.receive(20, TimeUnit.SECONDS).orElseThrow().getPayloadAsBytes(), UTF_8));
        }
        shop.disconnect();
    }

    /** Version 2.0 takes the subscription and delivers nothing, others may refuse it. */
    private static void spy(Mqtt5BlockingClient as, String topic) {
        try {
            as.subscribeWith().topicFilter(topic).qos(MqttQos.AT_LEAST_ONCE).send();
        } catch (Mqtt5SubAckException refused) {
            assertTrue(as.getState().isConnected());
        }
    }

    private void letsInNobodyElse() throws Exception {
        BrokerTls stranger = new TestCertificates(folder.resolve("others")).client("home");
        refused(new BrokerTls(certificates.authority(), stranger.certificate(), stranger.key()));
        refused(new BrokerTls(certificates.authority(), null, null));
        refused(null);
        BrokerTls distrustful = new BrokerTls(stranger.authority(), certificates.certificate("home"),
                certificates.key("home"));
        refused(distrustful);
    }

    private void refused(BrokerTls tls) {
        Mqtt5BlockingClient client = BrokerAddress.of("localhost", port).over(tls).client("home").buildBlocking();
        assertThrows(RuntimeException.class, client::connect);
    }

    private static long count(String sql) {
        return DATABASE.get().jdbi().withHandle(handle -> handle.createQuery(sql).mapTo(Long.class).one());
    }
}
