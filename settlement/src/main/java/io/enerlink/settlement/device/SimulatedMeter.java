package io.enerlink.settlement.device;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A meter for people without one: speaks as the reference device does, obeys its commands, and measures a {@link Profile}
 * at any speed. It has no clock: its times are since its start.
 */
public final class SimulatedMeter implements AutoCloseable {
    /** Messages that the broker has not acknowledged; while there are more, none are made: registers make up for it. */
    private static final int MAX_UNACKNOWLEDGED = 100;
    private static final long MIN_INTERVAL_MS = 10;
    private static final long STATUS_MS = 10_000;
    private static final int VOLTAGE_V = 230;
    private static final int UWH_EXPONENT = 6;
    private static final Counters.Sums SPIKE = new Counters.Sums(900_000_000_000L, 0, 0, 0, 0, 0);
    private static final Set<String> SUBSYSTEMS = Set.of("load", "solar", "battery");
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Logger LOG = LoggerFactory.getLogger(SimulatedMeter.class);

    private final SimulatedMeterConfig config;
    private final Counters counters;
    private final Mqtt5AsyncClient client;
    private final Controls controls = new Controls();
    private final Random chance;
    private final Deque<ObjectNode> heldBack = new ArrayDeque<>();
    private long bootNanos = System.nanoTime();
    private final AtomicInteger unacknowledged = new AtomicInteger();
    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(
            task -> Thread.ofPlatform().name("meter").daemon().unstarted(task));
    private ScheduledFuture<?> sensing;
    private ScheduledFuture<?> beating;
    private volatile CompletableFuture<?> lastPublish = CompletableFuture.completedFuture(null);
    private long countedMs;

    private SimulatedMeter(SimulatedMeterConfig config, Profile profile, Path memory) {
        this.config = config;
        counters = new Counters(profile, config.battery(), memory, config.startOfDay().toMillis());
        chance = new Random(config.mischief().seed());
        client = config.broker().client(config.site()).automaticReconnectWithDefaultConfig()
                .addConnectedListener(context -> listen()).buildAsync();
    }

    /**
     * Starts a meter.
     *
     * @param memory a file that keeps its registers and its place in the profile; null begins anew every time
     */
    public static SimulatedMeter start(SimulatedMeterConfig config, Profile profile, Path memory) {
        SimulatedMeter meter = new SimulatedMeter(config, profile, memory);
        meter.client.connectWith().cleanStart(true).send();
        meter.sense(config.sensorInterval().toMillis());
        meter.beat(config.heartbeat().toMillis());
        Duration rebootEvery = config.mischief().rebootEvery();
        if (rebootEvery != null)
            meter.executor.scheduleAtFixedRate(meter.safely(meter::reboot), rebootEvery.toMillis(),
                    rebootEvery.toMillis(), TimeUnit.MILLISECONDS);
        meter.executor.scheduleAtFixedRate(meter.safely(meter::sendStatus), STATUS_MS, STATUS_MS,
                TimeUnit.MILLISECONDS);
        return meter;
    }

    private void listen() {
        client.subscribeWith().topicFilter(topic("command")).qos(MqttQos.AT_LEAST_ONCE)
                .callback(command -> {
                    if (!executor.isShutdown()) executor.execute(safely(() -> obey(command)));
                }).send();
    }

    private void sense(long intervalMs) {
        if (sensing != null) sensing.cancel(false);
        sensing = executor.scheduleAtFixedRate(safely(this::sendSensors), 0, intervalMs, TimeUnit.MILLISECONDS);
    }

    private void beat(long intervalMs) {
        if (beating != null) beating.cancel(false);
        beating = executor.scheduleAtFixedRate(safely(this::sendHeartbeat), 0, intervalMs, TimeUnit.MILLISECONDS);
    }

    /** Its uptime begins anew; its registers are kept, as far as anybody knows. */
    private void reboot() {
        count();
        bootNanos = System.nanoTime();
        countedMs = 0;
    }

    private Runnable safely(Runnable duty) {
        return () -> {
            try {
                duty.run();
            } catch (RuntimeException e) {
                LOG.error("meter {} failed", config.site(), e);
            }
        };
    }

    private String topic(String kind) {
        return config.site() + "/energy-monitor/" + kind;
    }

    private long uptimeMs() {
        long trueMs = (System.nanoTime() - bootNanos) / 1_000_000;
        return trueMs + trueMs * config.mischief().driftPpm() / 1_000_000;
    }

    /** Brings the counters to now. */
    private long count() {
        long uptimeMs = uptimeMs();
        counters.advance((uptimeMs - countedMs) * config.speed());
        countedMs = uptimeMs;
        counters.save();
        return uptimeMs;
    }

    private void sendSensors() {
        long uptimeMs = count();
        Counters.Sums power = counters.powerW().times(config.speed()); // as it flows in real time
        Counters.Sums total = happens(config.mischief().spikePercent()) ? counters.total().plus(SPIKE)
                : counters.total();
        Counters.Sums daily = counters.daily();
        Counters.Sums settlement = counters.settlement();
        ObjectNode message = JSON.createObjectNode().put("timestamp", uptimeMs);
        subsystem(message, "load", power.loadUwh(), daily.loadUwh(), total.loadUwh(), settlement.loadUwh());
        subsystem(message, "solar", power.solarUwh(), daily.solarUwh(), total.solarUwh(), settlement.solarUwh())
                .put("generating", power.solarUwh() > 0);
        subsystem(message, "export", power.exportUwh(), daily.exportUwh(), total.exportUwh(), settlement.exportUwh())
                .put("active", power.exportUwh() > 0);
        subsystem(message, "import", power.importUwh(), daily.importUwh(), total.importUwh(), settlement.importUwh())
                .put("active", power.importUwh() > 0);
        if (config.battery().capacityWh() > 0) battery(message, power, daily, total, settlement);
        sendSensors(message);
    }

    /** As the reference device does: power without a sign, a current below 0 while it is charged. */
    private void battery(ObjectNode message, Counters.Sums power, Counters.Sums daily, Counters.Sums total,
            Counters.Sums settlement) {
        long chargingW = power.chargedUwh() - power.dischargedUwh();
        subsystem(message, "battery", power.batteryUwh(), daily.batteryUwh(), total.batteryUwh(),
                settlement.batteryUwh()).put("current", -chargingW * 1_000 / VOLTAGE_V)
                .put("state", chargingW > 0 ? "charging" : chargingW < 0 ? "discharging" : "idle")
                .put("charged_energy_wh", wh(total.chargedUwh()))
                .put("discharged_energy_wh", wh(total.dischargedUwh()))
                .put("stored_energy_wh", wh(counters.storedUwh()))
                .put("charge_percent", counters.storedUwh() * 100 / config.battery().capacityUwh());
    }

    private boolean happens(int percent) {
        return chance.nextInt(100) < percent;
    }

    private void sendSensors(ObjectNode message) {
        if (happens(config.mischief().shufflePercent()) && heldBack.isEmpty()) {
            heldBack.add(message);
            return;
        }
        publish("sensors", message);
        if (happens(config.mischief().duplicatePercent())) publish("sensors", message);
        while (!heldBack.isEmpty()) publish("sensors", heldBack.removeFirst());
    }

    /** Power in mW, current in mA, voltage in V, energies in Wh. */
    private static ObjectNode subsystem(ObjectNode message, String name, long powerW, long dailyUwh, long totalUwh,
            long settlementUwh) {
        return message.putObject(name).put("power", powerW * 1_000).put("current", powerW * 1_000 / VOLTAGE_V)
                .put("voltage", VOLTAGE_V).put("daily_energy_wh", wh(dailyUwh))
                .put("total_energy_wh", wh(totalUwh)).put("settlement_energy_wh", wh(settlementUwh));
    }

    private static BigDecimal wh(long uwh) {
        return BigDecimal.valueOf(uwh, UWH_EXPONENT);
    }

    private void sendHeartbeat() {
        long uptimeMs = uptimeMs();
        publish("heartbeat", JSON.createObjectNode().put("qos", 1).put("status", "alive").put("uptime", uptimeMs)
                .put("free_heap", 226_024).put("timestamp", uptimeMs));
    }

    private void sendStatus() {
        ObjectNode message = JSON.createObjectNode().put("timestamp", uptimeMs());
        Counters.Sums power = counters.powerW();
        controls.show(message, power.exportUwh() > 0, power.importUwh() > 0);
        message.putObject("mqtt").put("attempts", 0).put("connected", true);
        message.putObject("wifi").put("ip", "192.168.1.2").put("rssi", -60).put("connected", true);
        message.putObject("system").put("free_heap", 225_968);
        publish("status", message);
    }

    private void publish(String kind, ObjectNode message) {
        if (unacknowledged.get() >= MAX_UNACKNOWLEDGED) return;
        unacknowledged.incrementAndGet();
        lastPublish = client.publishWith().topic(topic(kind)).qos(MqttQos.AT_LEAST_ONCE)
                .payload(message.toString().getBytes(StandardCharsets.UTF_8)).send()
                .whenComplete((result, failure) -> unacknowledged.decrementAndGet());
    }

    private void obey(Mqtt5Publish publish) {
        String refusal = null;
        try {
            JsonNode command = JSON.readTree(publish.getPayloadAsBytes());
            refusal = command.isObject() ? obey(command) : "not an object";
        } catch (IOException e) {
            refusal = "not JSON";
        }
        answer(publish, refusal);
    }

    /** @return null, or why not */
    private String obey(JsonNode command) {
        if (controls.has(command)) return control(command);
        if (command.path("energy").isObject()) return reset(command.path("energy"));
        JsonNode intervals = command.path("mqtt");
        long sensorMs = intervals.path("sensor_interval").asLong();
        long heartbeatMs = intervals.path("heartbeat_interval").asLong();
        if (Math.max(sensorMs, heartbeatMs) < MIN_INTERVAL_MS) return "unknown command";
        if (sensorMs >= MIN_INTERVAL_MS) sense(sensorMs);
        if (heartbeatMs >= MIN_INTERVAL_MS) beat(heartbeatMs);
        return null;
    }

    private String control(JsonNode command) {
        count();
        String refusal = controls.obey(command);
        counters.grid(controls.exports(), controls.imports());
        sendStatus();
        return refusal;
    }

    private String reset(JsonNode energy) {
        if (config.mischief().losesResets()) return null;
        count();
        String what = energy.path("reset").asText();
        if (energy.has("reset_settlement")) counters.resetSettlement();
        else if (what.equals("all")) counters.resetAll();
        else if (SUBSYSTEMS.contains(what)) counters.reset(what);
        else
            return "unknown counter";
        counters.save();
        return null;
    }

    private void answer(Mqtt5Publish command, String refusal) {
        if (command.getResponseTopic().isEmpty()) return;
        ObjectNode answer = JSON.createObjectNode().put("status", refusal == null ? "ok" : "error");
        if (refusal != null) answer.put("message", refusal);
        client.publishWith().topic(command.getResponseTopic().get()).qos(MqttQos.AT_LEAST_ONCE)
                .payload(answer.toString().getBytes(StandardCharsets.UTF_8))
                .correlationData(command.getCorrelationData().orElse(null)).send();
    }

    /** Exported so far, in µWh. */
    public long exportUwh() { return onMeter(() -> counters.total().exportUwh()); }

    /** Imported so far, in µWh. */
    public long importUwh() { return onMeter(() -> counters.total().importUwh()); }

    private long onMeter(LongSupplier question) {
        return CompletableFuture.supplyAsync(question::getAsLong, executor).join();
    }

    /**
     * Switches the meter off once it has said what it counted since its last message, and the broker has that; with a
     * memory it goes on from there next time.
     */
    @Override
    public void close() {
        if (!executor.isShutdown()) executor.execute(safely(this::sendSensors));
        executor.shutdown();
        try {
            if (!executor.awaitTermination(STOP_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) executor.shutdownNow();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        lastPublish.orTimeout(STOP_TIMEOUT.toSeconds(), TimeUnit.SECONDS).exceptionally(notThere -> null).join();
        client.disconnect().exceptionally(notConnected -> null)
                .orTimeout(STOP_TIMEOUT.toSeconds(), TimeUnit.SECONDS).exceptionally(late -> null).join();
    }
}
