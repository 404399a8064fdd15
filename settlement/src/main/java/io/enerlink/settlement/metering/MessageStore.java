package io.enerlink.settlement.metering;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import com.fasterxml.jackson.databind.JsonNode;
import io.enerlink.settlement.store.CopyRows;
import io.enerlink.settlement.store.Database;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;

/** Judges the messages of devices and stores them, with all that follows from them, in one transaction a batch. */
final class MessageStore {
    private static final String DATA_EXCEPTION = "22";
    private static final List<String> CONTROLS = List.of("pwm", "motor", "motor1", "motor2", "relay");

    private final Database database;
    private final StateTexts states = new StateTexts();

    MessageStore(Database database) { this.database = database; }

    /** A message as it came, read on the thread that it came on: while the batch before it is committed. */
    record Arrived(String topic, byte[] payload, long receivedMs, Read read) {
        Arrived(String topic, byte[] payload, long receivedMs) {
            this(topic, payload, receivedMs, Topics.kind(topic).equals(Topics.SENSORS) ? Read.of(payload) : null);
        }
    }

    /** A sensor message, or why it is none. */
    record Read(SensorMessage message, RefusedMessageException refusal) {
        static Read of(byte[] payload) {
            try {
                return new Read(SensorMessage.parse(payload), null);
            } catch (RefusedMessageException e) {
                return new Read(null, e);
            }
        }
    }

    /** A reading that is stored now. {@code settlement} null where the device has no such counters. */
    record Stored(Meter meter, Reading reading, Energy settlement, HomePower power) {}

    /** What a device said of itself. */
    record Status(Meter meter, JsonNode status) {}

    /** What was stored of a batch. */
    record Result(List<Stored> readings, List<Status> statuses) {}

    /**
     * Stores a batch.
     *
     * @throws JdbiException when nothing was stored: the database is away
     */
    Result store(List<Arrived> messages) {
        try {
            return database.jdbi().inTransaction(handle -> new Batch(handle, messages, states).store());
        } catch (JdbiException e) {
            if (!isDataException(e)) throw e;
            return messages.size() == 1 ? refuse(messages.getFirst(), e) : storeOneByOne(messages);
        }
    }

    /** One message that the database cannot hold must not keep the others from it. */
    private Result storeOneByOne(List<Arrived> messages) {
        Result all = new Result(new ArrayList<>(), new ArrayList<>());
        for (Arrived message : messages) {
            Result one = store(List.of(message));
            all.readings.addAll(one.readings);
            all.statuses.addAll(one.statuses);
        }
        return all;
    }

    private Result refuse(Arrived message, JdbiException cause) {
        RefusedMessageException refusal = new RefusedMessageException(Refusal.UNSTORABLE,
                String.valueOf(cause.getCause().getMessage()));
        database.jdbi()
                .useTransaction(handle -> MessageTable.insertRefused(handle, List.of(refused(message, null, refusal))));
        return new Result(List.of(), List.of());
    }

    /** Whether the database is there and cannot hold what it was given. */
    static boolean isDataException(JdbiException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause())
            if (cause instanceof java.sql.SQLException sql && sql.getSQLState() != null)
                return sql.getSQLState().startsWith(DATA_EXCEPTION);
        return false;
    }

    private static MessageTable.Refused refused(Arrived message, MeterTable.Row meter,
            RefusedMessageException refusal) {
        return new MessageTable.Refused(message.topic.replace("\0", ""), meter == null ? null : meter.meter().meterId(),
                message.payload, refusal.refusal(), refusal.getMessage().replace("\0", ""), message.receivedMs);
    }

    /** One transaction. */
    private static final class Batch {
        private final Handle handle;
        private final List<Arrived> messages;
        private final Map<String, MeterTable.Row> meters;
        private final Map<ReadingTable.Key, Map<Integer, String>> hashes;
        private final List<Arrived> sensors = new ArrayList<>();
        private final StateTexts states;
        private final Map<String, MeterTable.Change> changes = new LinkedHashMap<>();
        private final Map<String, MeterTable.Epoch> epochs = new LinkedHashMap<>();
        private final List<ReadingTable.Row> readings = new ArrayList<>();
        private final List<MessageTable.Heartbeat> heartbeats = new ArrayList<>();
        private final List<MessageTable.Snapshot> snapshots = new ArrayList<>();
        private final CopyRows log = MessageTable.log();
        private final List<MessageTable.Refused> refusals = new ArrayList<>();
        private final List<FlagTable.Raised> flags = new ArrayList<>();
        private final Map<String, Set<String>> capabilities = new HashMap<>();
        private final Result result = new Result(new ArrayList<>(), new ArrayList<>());

        Batch(Handle handle, List<Arrived> messages, StateTexts states) {
            this.handle = handle;
            this.messages = messages;
            this.states = states;
            meters = MeterTable.lock(handle,
                    messages.stream().map(message -> Topics.site(message.topic)).collect(Collectors.toSet()),
                    states::read);
            hashes = new HashMap<>();
        }

        Result store() {
            List<Arrived> rest = new ArrayList<>();
            for (Arrived message : messages) {
                try {
                    if (!isReading(message)) rest.add(message);
                } catch (RefusedMessageException e) {
                    refusals.add(refused(message, meters.get(Topics.site(message.topic)), e));
                }
            }
            loadHashes();
            sensors.forEach(message -> orRefuse(message, () -> judge(message, message.read.message)));
            rest.forEach(message -> orRefuse(message, () -> note(message)));
            write();
            return result;
        }

        private interface Taking {
            void run() throws RefusedMessageException;
        }

        private void orRefuse(Arrived message, Taking taking) {
            try {
                taking.run();
            } catch (RefusedMessageException e) {
                refusals.add(refused(message, meters.get(Topics.site(message.topic)), e));
                if (e.refusal() == Refusal.CONFLICT)
                    flag(meters.get(Topics.site(message.topic)).meter(), Flag.CONFLICT, message, e.getMessage());
            }
        }

        private void flag(Meter meter, Flag flag, Arrived message, String detail) {
            flags.add(new FlagTable.Raised(meter.meterId(), flag, detail, message.receivedMs));
        }

        private boolean isReading(Arrived message) throws RefusedMessageException {
            Meter meter = meter(message);
            if (message.read == null) return false;
            if (meter.policy().kind() == Policy.Kind.PER_READING)
                throw new RefusedMessageException(Refusal.WRONG_WAY, "its readings are signed and come over HTTP");
            if (message.read.refusal != null) throw message.read.refusal;
            sensors.add(message);
            return true;
        }

        private Meter meter(Arrived message) throws RefusedMessageException {
            MeterTable.Row row = meters.get(Topics.site(message.topic));
            if (row == null) throw new RefusedMessageException(Refusal.UNKNOWN_METER, Topics.site(message.topic));
            return row.meter();
        }

        /** Of the few that may repeat what is stored; the others are above all of it. */
        private void loadHashes() {
            Set<ReadingTable.Key> keys = new HashSet<>();
            for (Arrived message : sensors) {
                MeterTable.Row row = meters.get(Topics.site(message.topic));
                long timestampMs = message.read.message.timestampMs();
                if (timestampMs <= row.state().highestMs())
                    keys.add(new ReadingTable.Key(row.meter().meterId(), timestampMs));
            }
            hashes.putAll(ReadingTable.hashes(handle, keys,
                    messages.stream().mapToLong(Arrived::receivedMs).min().orElseThrow()));
        }

        private void judge(Arrived message, SensorMessage sensor) throws RefusedMessageException {
            Meter meter = meter(message);
            String id = meter.meterId();
            MeterTable.Change before = changes.computeIfAbsent(id,
                    key -> new MeterTable.Change(id, meters.get(meter.site()).state(), 0, 0));
            MeterState.Verdict verdict = before.state().judge(sensor, message.receivedMs, meter,
                    time -> hashes.getOrDefault(new ReadingTable.Key(id, time), Map.of()));
            Registers.Step step = verdict.step();
            boolean held = step.status().isHeld();
            changes.put(id, new MeterTable.Change(id, verdict.after(), before.accepted() + (held ? 0 : 1),
                    before.held() + (held ? 1 : 0)));
            noteEpochs(id, before.state().registers(), step);
            Reading reading = reading(meter, sensor, message, verdict);
            flagWhatIsOdd(meter, message, before.state(), verdict);
            seen(meter, sensor.subsystems());
            hashes.computeIfAbsent(new ReadingTable.Key(id, reading.timestampMs()), key -> new HashMap<>())
                    .put(reading.boot(), sensor.payloadHash());
            readings.add(new ReadingTable.Row(reading, held ? verdict.detail() : null, sensor.payloadHash(),
                    null, message.payload));
            result.readings.add(
                    new Stored(meter, reading, sensor.settlement(), HomePower.of(sensor, meter.units())));
        }

        private void noteEpochs(String id, Registers before, Registers.Step step) {
            String key = id + step.after().epoch();
            MeterTable.Epoch changed = MeterTable.Epoch.after(id, before.watermark(), step, epochs.get(key));
            if (changed != null) epochs.put(key, changed);
        }

        private void flagWhatIsOdd(Meter meter, Arrived message, MeterState before, MeterState.Verdict verdict) {
            Registers.Step step = verdict.step();
            if (step.status().isHeld())
                flag(meter, Flag.valueOf(step.status().name()), message, verdict.detail());
            if (step.baseline() != null && before.registers().epoch() > 0)
                flag(meter, Flag.COUNTER_RESTARTED, message, "epoch " + step.after().epoch() + " from "
                        + step.baseline().exportUwh() + "/" + step.baseline().importUwh() + " µWh");
            Onboarding.State units = verdict.after().onboarding().state();
            if (units != before.onboarding().state()
                    && (units == Onboarding.State.UNITS || units == Onboarding.State.SIGN))
                flag(meter, Flag.valueOf(units.name()), message, verdict.after().onboarding().toString());
        }

        /** A meter has what it speaks of. */
        private void seen(Meter meter, Set<String> parts) {
            Set<String> known = meters.get(meter.site()).capabilities();
            if (known.containsAll(parts)) return;
            capabilities.computeIfAbsent(meter.meterId(), id -> new TreeSet<>(known)).addAll(parts);
        }

        private static Reading reading(Meter meter, SensorMessage sensor, Arrived message,
                MeterState.Verdict verdict) {
            MeterClock.Place place = verdict.place();
            Registers.Step step = verdict.step();
            return new Reading(meter.meterId(), place.boot(), sensor.timestampMs(), message.receivedMs,
                    place.sampleMs(), place.estimated(), step.after().epoch(), step.status(),
                    sensor.registers().plus(step.after().wrapped()), step.delta(),
                    sensor.exported().powerMw(meter.units()), sensor.imported().powerMw(meter.units()));
        }

        private void note(Arrived message) throws RefusedMessageException {
            Meter meter = meter(message);
            JsonNode said = Payload.object(message.payload);
            switch (Topics.kind(message.topic)) {
                case Topics.HEARTBEAT -> {
                    String status = Payload.text(said, "status", "alive", "warning", "error");
                    heartbeats.add(new MessageTable.Heartbeat(meter.meterId(), message.receivedMs,
                            Payload.wholeNumber(said, "uptime"), status, said.toString()));
                    if (status.equals("error")) flag(meter, Flag.DEVICE_ERROR, message, said.toString());
                }
                case Topics.STATUS -> {
                    Payload.wholeNumber(said, "timestamp");
                    snapshots.add(new MessageTable.Snapshot(meter.meterId(), message.receivedMs, said.toString()));
                    result.statuses.add(new Status(meter, said));
                    seen(meter, controls(said));
                }
                default -> throw new RefusedMessageException(Refusal.UNKNOWN_TOPIC, message.topic);
            }
            MessageTable.add(log, message.topic, meter.meterId(), message.payload, message.receivedMs);
        }

        private static Set<String> controls(JsonNode status) {
            Set<String> controls = new TreeSet<>();
            for (String part : CONTROLS) if (status.has(part)) controls.add(part);
            return controls;
        }

        private void write() {
            MeterTable.update(handle, changes.values(), states::write);
            MeterTable.storeEpochs(handle, epochs.values());
            ReadingTable.insert(handle, readings);
            MessageTable.insertHeartbeats(handle, heartbeats);
            DeviceHealthTable.heard(handle, heartbeats);
            MessageTable.insertSnapshots(handle, snapshots);
            log.into(handle);
            MessageTable.insertRefused(handle, refusals);
            FlagTable.raise(handle, flags);
            capabilities.forEach((id, parts) -> MeterTable.addCapabilities(handle, id, parts));
        }
    }
}
