package io.enerlink.settlement.metering;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5Subscription;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears meters over MQTT 5 and acknowledges each message only after the commit that holds it. What arrived meanwhile goes
 * into one commit.
 *
 * <p>
 * The broker sends no more messages of QoS 1 than we asked for until some are acknowledged, so a slow database holds up
 * the broker, which keeps them, and loses nothing. Messages of QoS 0 that find no room are dropped by the client.
 */
final class MeterIngest implements AutoCloseable {
    /** Messages in memory, at most. */
    static final int MAX_IN_MEMORY = 4_096;
    private static final int MAX_BATCH = 1_024;
    private static final long SESSION_EXPIRY_SEC = Duration.ofDays(7).toSeconds();
    private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(5);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);
    private static final Logger LOG = LoggerFactory.getLogger(MeterIngest.class);

    private final MessageStore store;
    private final Mqtt5AsyncClient client;
    private final BlockingQueue<Waiting> queue = new ArrayBlockingQueue<>(MAX_IN_MEMORY);
    private final List<Consumer<MessageStore.Result>> listeners = new CopyOnWriteArrayList<>();
    private final List<Consumer<Mqtt5Publish>> responseListeners = new CopyOnWriteArrayList<>();
    private final ExecutorService receiver = Executors.newSingleThreadExecutor(
            task -> Thread.ofPlatform().name("meter-receiver").daemon().unstarted(task));
    private final Thread writer = Thread.ofPlatform().name("meter-ingest").unstarted(this::write);
    private final CompletableFuture<Void> listening = new CompletableFuture<>();
    private volatile boolean running = true;
    private volatile RuntimeException failure;

    private record Waiting(Mqtt5Publish publish, MessageStore.Arrived message) {}

    MeterIngest(MessageStore store, MeteringConfig config) {
        this.store = store;
        client = config.broker().client(config.clientId()).automaticReconnect()
                .initialDelay(100, TimeUnit.MILLISECONDS).maxDelay(LONGEST_BACK_OFF.toMillis(), TimeUnit.MILLISECONDS)
                .applyAutomaticReconnect()
                .addConnectedListener(context -> LOG.info("connected to the broker {}", config.broker()))
                .addDisconnectedListener(context -> {
                    if (running) LOG.warn("no connection to the broker: {}", context.getCause().getMessage());
                }).buildAsync();
    }

    /** Hears what was stored, on the ingest thread. */
    void addListener(Consumer<MessageStore.Result> listener) {
        listeners.add(listener);
    }

    /** Hears devices' answers to commands. */
    void addResponseListener(Consumer<Mqtt5Publish> listener) {
        responseListeners.add(listener);
    }

    Mqtt5AsyncClient client() { return client; }

    /** Why nothing is stored any more; empty while all is well. */
    Optional<RuntimeException> failure() {
        return Optional.ofNullable(failure);
    }

    /**
     * Waits until the broker has our subscriptions: what devices send from then on is kept for us.
     *
     * @throws IllegalStateException when it has not in time, or we are interrupted
     */
    void awaitListening(Duration limit) {
        try {
            listening.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("no subscription at the broker in " + limit.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while subscribing", e);
        }
    }

    /** Starts; connects when the broker is there. */
    void start() {
        writer.start();
        client.publishes(MqttGlobalPublishFilter.ALL, this::arrived, receiver, true);
        client.connectWith().cleanStart(false).sessionExpiryInterval(SESSION_EXPIRY_SEC).restrictions()
                .receiveMaximum(MAX_IN_MEMORY).applyRestrictions().send().thenAccept(ack -> subscribe());
    }

    private void subscribe() {
        client.subscribeWith().addSubscription(atLeastOnce(Topics.SENSORS))
                .addSubscription(atLeastOnce(Topics.HEARTBEAT)).addSubscription(atLeastOnce(Topics.STATUS))
                .addSubscription(atLeastOnce(Topics.RESPONSE)).send().whenComplete((ack, failure) -> {
                    if (failure == null) listening.complete(null);
                    if (failure == null || !running) return;
                    LOG.warn("subscribing again: {}", failure.getMessage());
                    subscribe();
                });
    }

    private static Mqtt5Subscription atLeastOnce(String kind) {
        return Mqtt5Subscription.builder().topicFilter(Topics.all(kind)).qos(MqttQos.AT_LEAST_ONCE).build();
    }

    private void arrived(Mqtt5Publish publish) {
        String topic = publish.getTopic().toString();
        if (Topics.kind(topic).equals(Topics.RESPONSE)) {
            responseListeners.forEach(listener -> listener.accept(publish));
            publish.acknowledge();
            return;
        }
        try {
            MessageStore.Arrived message = new MessageStore.Arrived(topic, publish.getPayloadAsBytes(),
                    System.currentTimeMillis());
            queue.put(new Waiting(publish, message)); // waiting here holds up the client, and that the broker
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closing; the message stays with the broker
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    private void write() {
        List<Waiting> batch = new ArrayList<>(MAX_BATCH);
        while (running && failure == null) {
            try {
                Waiting first = queue.poll(LONGEST_BACK_OFF.toMillis(), TimeUnit.MILLISECONDS);
                if (first == null) continue;
                batch.add(first);
                queue.drainTo(batch, MAX_BATCH - 1);
                if (store(batch)) batch.forEach(waiting -> waiting.publish.acknowledge());
                batch.clear();
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                fail(e);
            }
        }
    }

    private void fail(RuntimeException cause) {
        LOG.error("no readings are stored any more", cause);
        failure = cause;
    }

    /** Tries until the batch is stored; false when we are stopped before. */
    private boolean store(List<Waiting> batch) throws InterruptedException {
        long backOffMs = 50;
        while (running) {
            try {
                MessageStore.Result result = store.store(batch.stream().map(Waiting::message).toList());
                tell(result);
                return true;
            } catch (JdbiException e) {
                LOG.warn("readings wait for the database: {}", e.getMessage());
                Thread.sleep(backOffMs);
                backOffMs = Math.min(2 * backOffMs, LONGEST_BACK_OFF.toMillis());
            }
        }
        return false;
    }

    private void tell(MessageStore.Result result) {
        for (Consumer<MessageStore.Result> listener : listeners) {
            try {
                listener.accept(result);
            } catch (RuntimeException e) {
                LOG.error("a listener failed", e); // what is stored must still be acknowledged
            }
        }
    }

    /** Stops; what is not committed stays with the broker. */
    @Override
    public void close() {
        running = false;
        writer.interrupt();
        try {
            if (!writer.join(STOP_TIMEOUT)) LOG.warn("the ingest thread did not stop in {}", STOP_TIMEOUT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        client.disconnectWith().sessionExpiryInterval(SESSION_EXPIRY_SEC).send().exceptionally(notConnected -> null)
                .orTimeout(STOP_TIMEOUT.toSeconds(), TimeUnit.SECONDS).exceptionally(late -> null).join();
        receiver.shutdownNow();
    }
}
