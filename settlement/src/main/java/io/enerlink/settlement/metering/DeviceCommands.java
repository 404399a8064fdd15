package io.enerlink.settlement.metering;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import com.fasterxml.jackson.databind.JsonNode;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.enerlink.settlement.store.Database;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells devices what to do, and finds out whether they did: by their answer, or by what their data show. A command is
 * stored first, sent until there is a sign of it, and given up after a few times. Nothing that counts depends on one.
 */
public final class DeviceCommands implements AutoCloseable {
    /** How often a command is sent, at most. */
    static final int MAX_ATTEMPTS = 3;
    private static final Set<DeviceCommand.Kind> RESETS = EnumSet.of(DeviceCommand.Kind.SETTLEMENT_RESET,
            DeviceCommand.Kind.ENERGY_RESET);
    private static final Set<DeviceCommand.Kind> SHOWN = EnumSet.of(DeviceCommand.Kind.GRID, DeviceCommand.Kind.RELAY,
            DeviceCommand.Kind.MOTOR, DeviceCommand.Kind.PWM);
    private static final Duration SEND_TIMEOUT = Duration.ofSeconds(10);
    private static final Logger LOG = LoggerFactory.getLogger(DeviceCommands.class);

    private final Database database;
    private final Mqtt5AsyncClient client;
    private final Duration timeout;
    /** By meter: the sum of its settlement counters, and the command that waits for a sign in its data. */
    private final Map<String, Long> counters = new ConcurrentHashMap<>();
    private final Map<String, CommandTable.Row> awaited = new ConcurrentHashMap<>();
    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(
            task -> Thread.ofPlatform().name("device-commands").daemon().unstarted(task));

    /** @param timeout after which a command without a sign is sent again */
    DeviceCommands(Database database, Mqtt5AsyncClient client, Duration timeout) {
        this.database = database;
        this.client = client;
        this.timeout = timeout;
    }

    void start() {
        database.jdbi().withHandle(CommandTable::sent).forEach(this::await);
        long lookMs = Math.max(1, timeout.toMillis() / 4);
        executor.scheduleWithFixedDelay(this::sendDue, 0, lookMs, TimeUnit.MILLISECONDS);
    }

    /**
     * Tells a device something.
     *
     * @return by which {@link #state} knows the command
     * @throws IllegalArgumentException when the site has no meter
     */
    public String send(String site, DeviceCommand command) {
        String correlation = store(database, site, command);
        wake();
        return correlation;
    }

    /**
     * Stores a command, beside a running exchange, which sends it within seconds.
     *
     * @return by which {@link #state} knows the command
     * @throws IllegalArgumentException when the site has no meter
     */
    public static String store(Database database, String site, DeviceCommand command) {
        String correlation = UUID.randomUUID().toString();
        database.jdbi().useTransaction(handle -> {
            Meter meter = MeterTable.find(handle, site)
                    .orElseThrow(() -> new IllegalArgumentException("no meter at " + site));
            CommandTable.insert(handle, correlation, meter.meterId(), command);
        });
        return correlation;
    }

    /** Where a command is; empty when there is none of this name. */
    public Optional<CommandState> state(String correlation) {
        return state(database, correlation);
    }

    /** Where a command is; empty when there is none of this name. */
    public static Optional<CommandState> state(Database database, String correlation) {
        return database.jdbi().withHandle(handle -> CommandTable.find(handle, correlation))
                .map(CommandTable.Row::state);
    }

    /** A command and what came of it. {@code command} as it is sent, JSON. */
    public record Told(String correlation, String command, CommandState state, int attempts, long createdMs,
            long changedMs) {}

    /**
     * What a device was told last, the newest first.
     *
     * @throws IllegalArgumentException when the site has no meter
     */
    public List<Told> told(String site, int limit) {
        return database.jdbi().inTransaction(handle -> {
            Meter meter = MeterTable.find(handle, site)
                    .orElseThrow(() -> new IllegalArgumentException("no meter at " + site));
            return CommandTable.last(handle, meter.meterId(), limit);
        });
    }

    /** Has the counters reset of the meters that a transaction settled, as part of storing it; {@link #wake} afterwards. */
    void resetSettled(Handle handle, String transactionId) {
        CommandTable.insertResets(handle, transactionId, DeviceCommand.settlementReset());
    }

    /** There may be something to send. */
    void wake() {
        executor.execute(this::sendDue);
    }

    private void sendDue() {
        try {
            for (CommandTable.Row command : database.jdbi().withHandle(handle -> CommandTable.toSend(handle, timeout)))
                if (!publish(command)) return;
        } catch (RuntimeException e) {
            LOG.warn("commands wait: {}", e.getMessage());
        }
    }

    /** @return false when the broker is not there */
    private boolean publish(CommandTable.Row command) {
        if (command.attempts() >= MAX_ATTEMPTS) {
            LOG.warn("no sign of {} from {}", command.command(), command.site());
            close(command, CommandState.TIMED_OUT);
            return true;
        }
        if (!client.getState().isConnected()) return false;
        CommandTable.Row sent = command.sent(counters.get(command.meterId()));
        await(sent); // first: the device may show it as soon as anybody knows that it was sent
        if (!database.jdbi().withHandle(handle -> CommandTable.sent(handle, sent))) {
            forget(sent);
            return true;
        }
        client.publishWith().topic(Topics.of(command.site(), Topics.COMMAND)).qos(MqttQos.AT_LEAST_ONCE)
                .responseTopic(Topics.of(command.site(), Topics.RESPONSE))
                .correlationData(command.correlation().getBytes(StandardCharsets.UTF_8))
                .messageExpiryInterval(Math.max(1, timeout.toSeconds()))
                .payload(command.command().payload().getBytes(StandardCharsets.UTF_8)).send()
                .orTimeout(SEND_TIMEOUT.toSeconds(), TimeUnit.SECONDS).exceptionally(failure -> {
                    LOG.warn("a command to {} did not reach the broker: {}", command.site(), failure.getMessage());
                    return null; // it is sent again when it times out
                });
        return true;
    }

    private void await(CommandTable.Row command) {
        if (command.state() == CommandState.SENT)
            awaited.put(key(command.meterId(), command.command().kind()), command);
    }

    private static String key(String meterId, DeviceCommand.Kind kind) {
        return kind + meterId;
    }

    /** A device that answers says ok, or why not. */
    void onResponse(Mqtt5Publish response) {
        if (response.getCorrelationData().isEmpty()) return;
        String correlation = StandardCharsets.UTF_8.decode(response.getCorrelationData().get().duplicate()).toString();
        String site = Topics.site(response.getTopic().toString());
        CommandState state = isRefusal(response.getPayloadAsBytes()) ? CommandState.FAILED : CommandState.ACKNOWLEDGED;
        executor.execute(() -> answered(correlation, site, state));
    }

    private void answered(String correlation, String site, CommandState state) {
        try {
            database.jdbi().withHandle(handle -> CommandTable.find(handle, correlation))
                    .filter(command -> command.site().equals(site)).ifPresent(command -> close(command, state));
        } catch (RuntimeException e) {
            LOG.warn("an answer of {} is lost, the command will be sent again: {}", site, e.getMessage());
        }
    }

    static boolean isRefusal(byte[] payload) {
        try {
            return Payload.object(payload).path("status").asText().equals("error");
        } catch (RefusedMessageException e) {
            return true;
        }
    }

    /** Settlement counters that fell show a reset, a mode in the status shows a change of mode. */
    void onStored(MessageStore.Result result) {
        for (MessageStore.Stored stored : result.readings())
            if (stored.settlement() != null) onCounters(stored.meter().meterId(), stored.settlement());
        for (MessageStore.Status status : result.statuses()) onStatus(status);
    }

    private void onCounters(String meterId, Energy settlement) {
        long sumUwh = Math.addExact(settlement.exportUwh(), settlement.importUwh());
        counters.put(meterId, sumUwh);
        for (DeviceCommand.Kind kind : RESETS) {
            CommandTable.Row reset = awaited.get(key(meterId, kind));
            if (reset != null && reset.command().resetsCounters() && reset.counterUwh() != null
                    && sumUwh < reset.counterUwh())
                executor.execute(() -> close(reset, CommandState.ACKNOWLEDGED));
        }
    }

    private void onStatus(MessageStore.Status said) {
        for (DeviceCommand.Kind kind : SHOWN) {
            CommandTable.Row sent = awaited.get(key(said.meter().meterId(), kind));
            if (sent != null && isShown(sent.command(), said.status()))
                executor.execute(() -> close(sent, CommandState.ACKNOWLEDGED));
        }
    }

    private static boolean isShown(DeviceCommand command, JsonNode status) {
        try {
            return command.isShownBy(status);
        } catch (RefusedMessageException e) {
            throw new IllegalStateException("a stored command cannot be read", e);
        }
    }

    private void close(CommandTable.Row command, CommandState state) {
        database.jdbi().useHandle(handle -> CommandTable.close(handle, command.id(), state));
        forget(command);
    }

    private void forget(CommandTable.Row command) {
        awaited.computeIfPresent(key(command.meterId(), command.command().kind()),
                (key, waiting) -> waiting.id() == command.id() ? null : waiting);
    }

    @Override
    public void close() {
        executor.shutdown();
        try {
            if (!executor.awaitTermination(SEND_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) executor.shutdownNow();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
