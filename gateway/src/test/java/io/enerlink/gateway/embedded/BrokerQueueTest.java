package io.enerlink.gateway.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What meters say while nobody listens is kept, not just the first thousand of it. */
class BrokerQueueTest {
    private static final int MESSAGES = 2_500;

    @Test
    void keepsWhatIsSaidWhileItsSubscriberIsAway(@TempDir Path folder) throws Exception {
        try (Broker broker = Broker.start(folder, 0)) {
            Mqtt5BlockingClient listener = client(broker, "listener");
            connect(listener);
            listener.subscribeWith().topicFilter("+/energy-monitor/sensors").qos(MqttQos.AT_LEAST_ONCE).send();
            listener.disconnectWith().sessionExpiryInterval(TimeUnit.HOURS.toSeconds(1)).send();
            Mqtt5BlockingClient meter = client(broker, "meter");
            meter.connect();
            List<CompletableFuture<Mqtt5PublishResult>> sent = new ArrayList<>();
            for (int i = 0; i < MESSAGES; i++)
                sent.add(meter.toAsync().publishWith().topic("home/energy-monitor/sensors")
                        .qos(MqttQos.AT_LEAST_ONCE).payload(ByteBuffer.allocate(Integer.BYTES).putInt(i).array())
                        .send());
            CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);
            BitSet heard = new BitSet();
            try (Mqtt5BlockingClient.Mqtt5Publishes publishes = listener.publishes(MqttGlobalPublishFilter.ALL)) {
                connect(listener);
                while (heard.cardinality() < MESSAGES)
                    heard.set(ByteBuffer.wrap(publishes.receive(20, TimeUnit.SECONDS).orElseThrow().getPayloadAsBytes())
                            .getInt());
            }
            assertEquals(MESSAGES, heard.length());
            listener.disconnect();
            meter.disconnect();
        }
    }

    private static Mqtt5BlockingClient client(Broker broker, String name) {
        return MqttClient.builder().useMqttVersion5().identifier(name).serverHost(broker.host())
                .serverPort(broker.port()).buildBlocking();
    }

    private static void connect(Mqtt5BlockingClient client) {
        client.connectWith().cleanStart(false).sessionExpiryInterval(TimeUnit.HOURS.toSeconds(1)).send();
    }
}
