package io.enerlink.benchmarks.metering;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.enerlink.gateway.embedded.Broker;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/** Subscribes as metering does and acknowledges at once: what the broker gives a consumer that has nothing to do. */
final class IdleConsumer implements AutoCloseable {
    private static final int RECEIVE_MAXIMUM = 4_096;
    private static final int SESSION_EXPIRY_SEC = 3_600;

    private final AtomicLong heard = new AtomicLong();
    private final ExecutorService receiver = Executors.newSingleThreadExecutor();
    private final Mqtt5AsyncClient client;

    IdleConsumer(Broker broker) {
        client = MqttClient.builder().useMqttVersion5().identifier("idle").serverHost(broker.host())
                .serverPort(broker.port()).buildAsync();
        client.publishes(MqttGlobalPublishFilter.ALL, this::hear, receiver, true);
        client.connectWith().cleanStart(false).sessionExpiryInterval(SESSION_EXPIRY_SEC).restrictions()
                .receiveMaximum(RECEIVE_MAXIMUM).applyRestrictions().send().join();
        client.subscribeWith().topicFilter("+/energy-monitor/sensors").qos(MqttQos.AT_LEAST_ONCE).send().join();
    }

    private void hear(Mqtt5Publish publish) {
        publish.acknowledge();
        heard.incrementAndGet();
    }

    long heard() { return heard.get(); }

    @Override
    public void close() {
        client.toBlocking().disconnect();
        receiver.shutdownNow();
    }
}
