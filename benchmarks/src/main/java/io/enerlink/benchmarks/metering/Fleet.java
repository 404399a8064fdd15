package io.enerlink.benchmarks.metering;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;
import com.hivemq.client.mqtt.mqtt5.message.publish.puback.Mqtt5PubAckReasonCode;
import io.enerlink.gateway.embedded.Broker;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Semaphore;

/**
 * Many meters on a hundred connections, that send the reference device's message with a clock. Their export register rises by
 * 1 µWh a message, so that it tells how many there were.
 */
final class Fleet implements AutoCloseable {
    private static final int CONNECTIONS = 100;
    /** Messages that the broker has not acknowledged, of all connections together. */
    private static final int MAX_IN_FLIGHT = 1_000;
    private static final long FIRST_UWH = 1_959_955;
    private static final String HEAD = "{\"timestamp\":";
    private static final String TO_EXPORT = """
            ,"load":{"power":994.8,"current":240.75,"voltage":4.1212,"daily_energy_wh":10.1163,"total_energy_wh":10.1163,\
            "settlement_energy_wh":10.1163},"solar":{"power":1275.8,"current":144.47,"voltage":8.813601,"generating":true,\
            "daily_energy_wh":15.23495,"total_energy_wh":15.23495,"settlement_energy_wh":15.23495},"export":{"power":38.6,\
            "active":true,"current":9.51,"voltage":4.126,"daily_energy_wh":1.959955,"total_energy_wh":""";
    private static final String TO_END = """
            ,"settlement_energy_wh":1.959955},"import":{"power":0.8,"active":false,"current":0.13,"voltage":5.550399,\
            "daily_energy_wh":0.004,"total_energy_wh":0.004,"settlement_energy_wh":0.004},"battery":{"power":152.2,\
            "state":"charging","current":-36.49,"voltage":4.176,"daily_energy_wh":1.793849,"total_energy_wh":1.793849,\
            "settlement_energy_wh":1.793849}}""";

    private final List<Mqtt5AsyncClient> connections = new ArrayList<>();
    private final Semaphore room = new Semaphore(MAX_IN_FLIGHT);
    private final long[] sent;
    private volatile Throwable failure;

    /** @param sent by each meter before */
    Fleet(Broker broker, long[] sent) {
        this.sent = sent;
        for (int i = 0; i < CONNECTIONS; i++) {
            Mqtt5AsyncClient client = MqttClient.builder().useMqttVersion5().identifier("fleet-" + i)
                    .serverHost(broker.host()).serverPort(broker.port()).buildAsync();
            client.toBlocking().connect();
            connections.add(client);
        }
    }

    /** Metering has subscribed: what is sent before is nobody's. The message is of a site that is not registered. */
    void awaitSubscriber() {
        Rig.await("metering has subscribed", () -> {
            Mqtt5PublishResult taken = connections.getFirst().publishWith().topic("nobody/energy-monitor/sensors")
                    .qos(MqttQos.AT_LEAST_ONCE).send().join();
            return ((Mqtt5PublishResult.Mqtt5Qos1Result) taken).getPubAck()
                    .getReasonCode() != Mqtt5PubAckReasonCode.NO_MATCHING_SUBSCRIBERS;
        });
    }

    /** Sends a meter's next message; waits while too many are on their way. */
    void send(int meter, long timestampMs) throws InterruptedException {
        room.acquire();
        if (failure != null) throw new IllegalStateException("a message was not taken", failure);
        byte[] message = message(timestampMs, FIRST_UWH + sent[meter]++).getBytes(StandardCharsets.UTF_8);
        connections.get(meter % CONNECTIONS).publishWith().topic(Rig.site(meter) + "/energy-monitor/sensors")
                .qos(MqttQos.AT_LEAST_ONCE).payload(message).send().whenComplete((ack, failed) -> {
                    if (failed != null) failure = failed;
                    room.release();
                });
    }

    private static String message(long timestampMs, long exportUwh) {
        String digits = String.format(Locale.ROOT, "%07d", exportUwh);
        int point = digits.length() - 6;
        return HEAD + timestampMs + TO_EXPORT + digits.substring(0, point) + "." + digits.substring(point) + TO_END;
    }

    /** Every message so far is the broker's. */
    void flush() throws InterruptedException {
        room.acquire(MAX_IN_FLIGHT);
        room.release(MAX_IN_FLIGHT);
    }

    @Override
    public void close() {
        for (Mqtt5AsyncClient client : connections) client.toBlocking().disconnect();
    }
}
