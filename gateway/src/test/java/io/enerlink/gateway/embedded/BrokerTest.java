package io.enerlink.gateway.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.exceptions.ConnectionFailedException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.enerlink.gateway.cli.Await;
import io.enerlink.settlement.device.HouseProfile;
import io.enerlink.settlement.device.SimulatedMeter;
import io.enerlink.settlement.device.SimulatedMeterConfig;
import io.enerlink.settlement.mqtt.BrokerAddress;
import io.enerlink.settlement.mqtt.BrokerTls;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerTest {
    @TempDir
    Path folder;

    @Test
    void keepsWhatASubscriberMissedThroughARestart() throws Exception {
        try (Broker broker = Broker.start(folder, 0)) {
            Mqtt5BlockingClient subscriber = connect(broker, "subscriber");
            subscriber.subscribeWith().topicFilter("home/energy-monitor/sensors").qos(MqttQos.AT_LEAST_ONCE).send();
            subscriber.disconnect();
            Mqtt5BlockingClient meter = connect(broker, "meter");
            meter.publishWith().topic("home/energy-monitor/sensors").qos(MqttQos.AT_LEAST_ONCE)
                    .payload("one".getBytes(UTF_8)).send();
            meter.disconnect();
        }
        try (Broker broker = Broker.start(folder, 0)) {
            Mqtt5BlockingClient subscriber = client(broker, "subscriber");
            try (Mqtt5BlockingClient.Mqtt5Publishes received = subscriber.publishes(MqttGlobalPublishFilter.ALL)) {
                connect(subscriber);
                Mqtt5Publish publish = received.receive(10, TimeUnit.SECONDS).orElseThrow();
                assertEquals("one", new String(publish.getPayloadAsBytes(), UTF_8));
            } finally {
                subscriber.disconnect();
            }
        }
    }

    @Test
    void saysWhichPortIsTakenAndHowToChooseAnother() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            StartFailedException refused = assertThrows(StartFailedException.class,
                    () -> Broker.start(folder, taken.getLocalPort()));
            assertTrue(refused.getMessage().contains("port " + taken.getLocalPort() + " cannot be used"));
            assertTrue(refused.getMessage().contains("--mqtt-port"));
        }
    }

    @Test
    void aMeterThatPublishesAsAnotherOrShowsAWrongSecretIsRefused() throws Exception {
        BrokerListener listener = BrokerListener.loopback(0);
        MeterAccess access = new MeterAccess("ours",
                (site, secret) -> site.equals("home") && secret.equals("its secret"), listener);
        try (Broker broker = Broker.start(folder, listener, access)) {
            assertThrows(Mqtt5ConnAckException.class, () -> login(broker, "home", "another"));
            assertThrows(Mqtt5ConnAckException.class, () -> connect(broker, "nobody"));
            Mqtt5BlockingClient exchange = login(broker, MeterAccess.EXCHANGE, "ours");
            exchange.subscribeWith().topicFilter("+/energy-monitor/sensors").qos(MqttQos.AT_LEAST_ONCE).send();
            Mqtt5BlockingClient meter = login(broker, "home", "its secret");
            meter.subscribeWith().topicFilter("home/energy-monitor/command").qos(MqttQos.AT_LEAST_ONCE).send();
            try (Mqtt5BlockingClient.Mqtt5Publishes received = exchange.publishes(MqttGlobalPublishFilter.ALL)) {
                meter.publishWith().topic("home/energy-monitor/sensors").qos(MqttQos.AT_LEAST_ONCE).send();
                assertEquals("home/energy-monitor/sensors",
                        received.receive(10, TimeUnit.SECONDS).orElseThrow().getTopic().toString());
            }
            assertThrows(RuntimeException.class, () -> meter.publishWith().topic("shop/energy-monitor/sensors")
                    .qos(MqttQos.AT_LEAST_ONCE).send());
            Mqtt5BlockingClient spy = login(broker, "home", "its secret");
            assertThrows(RuntimeException.class,
                    () -> spy.subscribeWith().topicFilter("shop/energy-monitor/command").send());
            exchange.disconnect();
        }
    }

    @Test
    void aMeterTakesOverNobodysSessionByItsIdentifier() throws Exception {
        BrokerListener listener = BrokerListener.loopback(0);
        MeterAccess access = new MeterAccess("ours", (site, secret) -> secret.equals(site + "'s"), listener);
        try (Broker broker = Broker.start(folder, listener, access)) {
            Mqtt5BlockingClient exchange = client(broker, "the exchange's session");
            exchange.connectWith().simpleAuth().username(MeterAccess.EXCHANGE).password("ours".getBytes(UTF_8))
                    .applySimpleAuth().send();
            exchange.subscribeWith().topicFilter("+/energy-monitor/sensors").qos(MqttQos.AT_LEAST_ONCE).send();
            Mqtt5BlockingClient intruder = client(broker, "the exchange's session");
            intruder.connectWith().cleanStart(false).simpleAuth().username("home").password("home's".getBytes(UTF_8))
                    .applySimpleAuth().send();
            Mqtt5BlockingClient shop = login(broker, "shop", "shop's");
            try (Mqtt5BlockingClient.Mqtt5Publishes received = exchange.publishes(MqttGlobalPublishFilter.ALL)) {
                shop.publishWith().topic("shop/energy-monitor/sensors").qos(MqttQos.AT_LEAST_ONCE).send();
                assertTrue(received.receive(10, TimeUnit.SECONDS).isPresent());
            }
            assertTrue(exchange.getState().isConnected());
            exchange.disconnect();
        }
    }

    @Test
    void byTlsAMeterShowsItsCertificateAndItsSecretAndComesInNoOtherWay() throws Exception {
        Certificates ours = new Certificates(folder).issue("broker").issue("home").issue("shop");
        Certificates strangers = new Certificates(Files.createDirectory(folder.resolve("strangers"))).issue("home");
        BrokerListener listener = listener(ours);
        MeterAccess access = new MeterAccess("ours", (site, secret) -> secret.equals(site + "'s"), listener);
        try (Broker broker = Broker.start(folder.resolve("broker"), listener, access)) {
            Mqtt5BlockingClient exchange = login(broker, MeterAccess.EXCHANGE, "ours");
            exchange.subscribeWith().topicFilter("+/energy-monitor/sensors").qos(MqttQos.AT_LEAST_ONCE).send();
            SimulatedMeter meter = SimulatedMeter.start(
                    SimulatedMeterConfig.of(byTls(broker, "home", ours.tls("home")), "home"),
                    new HouseProfile(1, 5_000, 400),
                    null);
            try (meter;
                    Mqtt5BlockingClient.Mqtt5Publishes received = exchange.publishes(
                            MqttGlobalPublishFilter.ALL)) {
                assertEquals("home/energy-monitor/sensors",
                        received.receive(20, TimeUnit.SECONDS).orElseThrow().getTopic().toString());
            }
            assertThrows(Mqtt5ConnAckException.class, () -> connect(byTls(broker, "shop", ours.tls("home"))));
            assertThrows(Mqtt5ConnAckException.class,
                    () -> connect(byTls(broker, "home", ours.tls("home")).as("home", "shop's")));
            assertThrows(RuntimeException.class,
                    () -> connect(byTls(broker, "home", new BrokerTls(ours.file("authority.pem"),
                            strangers.file("home.pem"), strangers.file("home.key")))));
            assertThrows(RuntimeException.class, () -> connect(byTls(broker, "home", ours.tls(null))));
            assertThrows(Mqtt5ConnAckException.class, () -> login(broker, "home", "home's"));
            exchange.disconnect();
        }
    }

    @Test
    void showsANewCertificateWithoutARestart() throws Exception {
        Certificates before = new Certificates(folder).issue("broker").issue("home");
        BrokerListener listener = listener(before);
        MeterAccess access = new MeterAccess("ours", (site, secret) -> secret.equals(site + "'s"), listener);
        Certificates after = new Certificates(Files.createDirectory(folder.resolve("after"))).issue("broker")
                .issue("home");
        BrokerTls old = moved(before, folder.resolve("old"));
        try (Broker broker = Broker.start(folder.resolve("broker"), listener, access)) {
            assertTrue(isLetIn(byTls(broker, "home", old)));
            assertFalse(isLetIn(byTls(broker, "home", after.tls("home"))));
            for (String file : new String[]{"broker.key", "authority.pem", "broker.pem"})
                Files.copy(after.file(file), before.file(file), StandardCopyOption.REPLACE_EXISTING);
            Await.until("the new certificate is shown", Duration.ofMinutes(1),
                    () -> isLetIn(byTls(broker, "home", after.tls("home"))));
            assertFalse(isLetIn(byTls(broker, "home", old)));
        }
    }

    @Test
    void keepsTheCertificateItHasWhereTheNewOneCannotBeUsed() throws Exception {
        Certificates files = new Certificates(folder).issue("broker");
        BrokerKeyStores stores = new BrokerKeyStores(listener(files), folder);
        Path store = folder.resolve("identity.p12");
        byte[] first = Files.readAllBytes(store);
        Files.writeString(files.file("broker.pem"), "no certificate");
        stores.reload();
        assertArrayEquals(first, Files.readAllBytes(store));
        Files.delete(files.file("broker.key"));
        stores.reload();
        assertArrayEquals(first, Files.readAllBytes(store));
        files.issue("broker");
        stores.reload();
        assertFalse(Arrays.equals(first, Files.readAllBytes(store)));
        byte[] second = Files.readAllBytes(store);
        stores.reload();
        assertArrayEquals(second, Files.readAllBytes(store));
    }

    private static BrokerListener listener(Certificates files) {
        return new BrokerListener("127.0.0.1", 0, files.file("broker.pem"), files.file("broker.key"),
                files.file("authority.pem"));
    }

    private static BrokerTls moved(Certificates from, Path to) throws IOException {
        Files.createDirectory(to);
        for (String file : new String[]{"authority.pem", "home.pem", "home.key"})
            Files.copy(from.file(file), to.resolve(file));
        return new BrokerTls(to.resolve("authority.pem"), to.resolve("home.pem"), to.resolve("home.key"));
    }

    private static boolean isLetIn(BrokerAddress address) {
        Mqtt5BlockingClient client = address.client("any").buildBlocking();
        try {
            client.connect();
            client.disconnect();
            return true;
        } catch (ConnectionFailedException e) {
            return false;
        }
    }

    @Test
    void refusesToBeReachedFromElsewhereWithoutTlsAndNamesTheFileThatIsWrong() {
        assertThrows(IllegalArgumentException.class, () -> new BrokerListener("0.0.0.0", 0, null, null, null));
        assertThrows(IllegalArgumentException.class,
                () -> new BrokerListener("127.0.0.1", 0, folder.resolve("broker.pem"), null, null));
        BrokerListener listener = new BrokerListener("127.0.0.1", 0, folder.resolve("broker.pem"),
                folder.resolve("broker.key"), null);
        String message = assertThrows(StartFailedException.class, () -> Broker.start(folder, listener,
                new MeterAccess("ours", (site, secret) -> false, listener))).getMessage();
        assertTrue(message.contains("broker.pem"), message);
    }

    private static BrokerAddress byTls(Broker broker, String site, BrokerTls tls) {
        return BrokerAddress.of(broker.host(), broker.listener().port()).as(site, site + "'s").over(tls);
    }

    private static void connect(BrokerAddress address) {
        address.client("any").buildBlocking().connect();
    }

    private static Mqtt5BlockingClient login(Broker broker, String user, String secret) {
        Mqtt5BlockingClient client = client(broker, user + "-client");
        client.connectWith().simpleAuth().username(user).password(secret.getBytes(UTF_8)).applySimpleAuth().send();
        return client;
    }

    private static Mqtt5BlockingClient connect(Broker broker, String name) {
        return connect(client(broker, name));
    }

    private static Mqtt5BlockingClient connect(Mqtt5BlockingClient client) {
        client.connectWith().cleanStart(false).sessionExpiryInterval(600).send();
        return client;
    }

    private static Mqtt5BlockingClient client(Broker broker, String name) {
        return MqttClient.builder().useMqttVersion5().identifier(name).serverHost(broker.host())
                .serverPort(broker.port()).buildBlocking();
    }
}
