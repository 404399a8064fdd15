package io.enerlink.gateway.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What meters say while nobody listens is kept, not just the first thousand of it. */
class BrokerQueueTest {
    private static final int MESSAGES = 2_500;
    private static final int AT_ONCE = 1_000;

    @TempDir
    Path folder;
    private Broker broker;
    private Mqtt5BlockingClient listener;
    private Mqtt5BlockingClient meter;

    /** The listener has subscribed and gone, the meter is there. */
    @BeforeEach
    void start() {
        broker = Broker.start(folder, 0);
        listener = client("listener");
        connect(listener);
        listener.subscribeWith().topicFilter("+/energy-monitor/sensors").qos(MqttQos.AT_LEAST_ONCE).send();
        listener.disconnectWith().sessionExpiryInterval(TimeUnit.HOURS.toSeconds(1)).send();
        meter = client("meter");
        meter.connect();
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    @Test
    void keepsWhatIsSaidWhileItsSubscriberIsAway() throws Exception {
        send(MESSAGES);
        BitSet heard = new BitSet();
        try (Mqtt5BlockingClient.Mqtt5Publishes publishes = listener.publishes(MqttGlobalPublishFilter.ALL)) {
            connect(listener);
            while (heard.cardinality() < MESSAGES)
                heard.set(ByteBuffer.wrap(publishes.receive(20, TimeUnit.SECONDS).orElseThrow().getPayloadAsBytes())
                        .getInt());
        }
        assertEquals(MESSAGES, heard.length());
    }

    /** A commit of the exchange holds what is on its way to it: of fifty, as is the broker's habit, it is many small ones. */
    @Test
    void sendsASubscriberWhoAcknowledgesLaterManyAtOnce() throws Exception {
        send(AT_ONCE);
        CountDownLatch unheard = new CountDownLatch(AT_ONCE);
        listener.toAsync().publishes(MqttGlobalPublishFilter.ALL, publish -> unheard.countDown(), true);
        connect(listener);
        assertTrue(unheard.await(60, TimeUnit.SECONDS), unheard + " of " + AT_ONCE);
    }

    private void send(int messages) throws Exception {
        List<CompletableFuture<Mqtt5PublishResult>> sent = new ArrayList<>();
        for (int i = 0; i < messages; i++)
            sent.add(meter.toAsync().publishWith().topic("home/energy-monitor/sensors").qos(MqttQos.AT_LEAST_ONCE)
                    .payload(ByteBuffer.allocate(Integer.BYTES).putInt(i).array()).send());
        CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);
    }

    private Mqtt5BlockingClient client(String name) {
        return MqttClient.builder().useMqttVersion5().identifier(name).serverHost(broker.host())
                .serverPort(broker.port()).buildBlocking();
    }

    private static void connect(Mqtt5BlockingClient client) {
        client.connectWith().cleanStart(false).sessionExpiryInterval(TimeUnit.HOURS.toSeconds(1)).send();
    }
}
