package io.enerlink.settlement.metering;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.ZoneId;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.jdbi.v3.core.Handle;

/** The rows of meters, their states and epochs. */
final class MeterTable {
    private static final ObjectMapper JSON = new ObjectMapper()
            .setDefaultPropertyInclusion(JsonInclude.Include.NON_NULL);
    private static final String COLUMNS = "meter_id, site, number, owner, capacity_w, policy, threshold_uwh, period_ms, model, units, span_uwh, zone";

    private MeterTable() {}

    /** A meter's row: what is fixed, what its next reading is judged by, and what it was seen to have. */
    record Row(Meter meter, MeterState state, Set<String> capabilities) {}

    /** @return false when the site has a meter already */
    static boolean insert(Handle handle, Meter meter, MeterState state) {
        return handle.createUpdate("""
                INSERT INTO meter (meter_id, site, number, owner, capacity_w, policy, threshold_uwh, period_ms,
                    model, units, span_uwh, zone, state, onboarding)
                VALUES (:id, :site, :number, :owner, :capacity, :policy, :threshold, :period, :model, :units, :span,
                    :zone, :state, :onboarding)
                ON CONFLICT DO NOTHING""").bind("id", meter.meterId()).bind("site", meter.site())
                .bind("number", meter.number()).bind("owner", meter.owner()).bind("capacity", meter.capacityW())
                .bind("policy", meter.policy().kind().name()).bind("threshold", meter.policy().thresholdUwh())
                .bind("period", meter.policy().periodMs())
                .bind("model", meter.model().name()).bind("units", meter.units().name())
                .bind("span", meter.model().registerSpanUwh()).bind("zone", meter.zone().getId())
                .bind("state", json(state)).bind("onboarding", state.onboarding().state().name()).execute() == 1;
    }

    static void retire(Handle handle, String meterId) {
        handle.createUpdate("UPDATE meter SET retired_at = now() WHERE meter_id = :id").bind("id", meterId).execute();
    }

    /** @param periodMs 0: when the exchange settles */
    static void period(Handle handle, String meterId, long periodMs) {
        handle.createUpdate("UPDATE meter SET period_ms = :period WHERE meter_id = :id").bind("period", periodMs)
                .bind("id", meterId).execute();
    }

    /** Gives a meter what it proves itself with. {@code publicKey} null when it signs nothing. */
    static void credentials(Handle handle, String meterId, byte[] publicKey, String secretHash) {
        handle.createUpdate("UPDATE meter SET public_key = :key, secret_hash = :secret WHERE meter_id = :id")
                .bind("key", publicKey).bind("secret", secretHash).bind("id", meterId).execute();
    }

    /** The meter's key; empty when it has none. */
    static Optional<byte[]> publicKey(Handle handle, String meterId) {
        return handle.createQuery("SELECT public_key FROM meter WHERE meter_id = :id AND public_key IS NOT NULL")
                .bind("id", meterId).mapTo(byte[].class).findOne();
    }

    /** The site whose meter has this secret. */
    static Optional<String> siteOfSecret(Handle handle, String secretHash) {
        return handle.createQuery("SELECT site FROM meter WHERE secret_hash = :secret AND retired_at IS NULL")
                .bind("secret", secretHash).mapTo(String.class).findOne();
    }

    static Optional<Meter> find(Handle handle, String site) {
        return handle.createQuery("SELECT " + COLUMNS + " FROM meter WHERE retired_at IS NULL AND site = :site")
                .bind("site", site)
                .map((row, context) -> meter(row)).findOne();
    }

    static List<Meter> all(Handle handle) {
        return handle.createQuery("SELECT " + COLUMNS + " FROM meter WHERE retired_at IS NULL ORDER BY site")
                .map((row, context) -> meter(row))
                .list();
    }

    static List<Meter> notOnChain(Handle handle) {
        return handle.createQuery("SELECT " + COLUMNS + " FROM meter WHERE NOT on_chain ORDER BY registered_at, site")
                .map((row, context) -> meter(row)).list();
    }

    static void onChain(Handle handle, String meterId) {
        handle.createUpdate("UPDATE meter SET on_chain = TRUE WHERE meter_id = :id").bind("id", meterId).execute();
    }

    /** Locks meters by site until the transaction ends, always in the same order. */
    static Map<String, Row> lock(Handle handle, Collection<String> sites) {
        return lock(handle, sites, MeterTable::state);
    }

    static Map<String, Row> lock(Handle handle, Collection<String> sites, Function<String, MeterState> read) {
        Map<String, Row> rows = new HashMap<>();
        if (sites.isEmpty()) return rows;
        handle.createQuery("SELECT " + COLUMNS + """
                , state, capabilities FROM meter WHERE site = ANY(:sites) AND retired_at IS NULL
                ORDER BY site, number FOR UPDATE""").bindArray("sites", String.class, sites.toArray())
                .map((row, context) -> new Row(meter(row), read.apply(row.getString("state")),
                        Set.of((String[]) row.getArray("capabilities").getArray())))
                .forEach(row -> rows.put(row.meter().site(), row));
        return rows;
    }

    /** Locks a meter that is not retired. */
    static Optional<Meter> lockId(Handle handle, String meterId) {
        return handle
                .createQuery("SELECT " + COLUMNS + " FROM meter WHERE meter_id = :id AND retired_at IS NULL FOR UPDATE")
                .bind("id", meterId).map((row, context) -> meter(row)).findOne();
    }

    /** Locks meters by id, in the order of {@link #lock}: to be done before anything of theirs is written. */
    static void lockIds(Handle handle, Collection<String> meterIds) {
        handle.createQuery("SELECT site FROM meter WHERE meter_id = ANY(:ids) ORDER BY site, number FOR UPDATE")
                .bindArray("ids", String.class, meterIds.toArray()).mapTo(String.class).list();
    }

    /** Stores states, and adds to the counts of readings. */
    static void update(Handle handle, Collection<Change> changes) {
        update(handle, changes, MeterTable::json);
    }

    static void update(Handle handle, Collection<Change> changes, Function<MeterState, String> write) {
        if (changes.isEmpty()) return;
        handle.createUpdate("""
                UPDATE meter m SET state = c.state, onboarding = c.onboarding,
                    readings_accepted = readings_accepted + c.accepted, readings_held = readings_held + c.held
                FROM unnest(:ids, :states, :onboardings, :accepted, :held) AS c (id, state, onboarding, accepted, held)
                WHERE meter_id = c.id""").bindArray("ids", String.class, each(changes, Change::meterId))
                .bindArray("states", String.class, each(changes, change -> write.apply(change.state())))
                .bindArray("onboardings", String.class,
                        each(changes, change -> change.state().onboarding().state().name()))
                .bindArray("accepted", Integer.class, each(changes, Change::accepted))
                .bindArray("held", Integer.class, each(changes, Change::held)).execute();
    }

    private static <T> Object[] each(Collection<T> all, Function<T, Object> value) {
        return all.stream().map(value).toArray();
    }

    /** A meter's new state, and how many readings more it has. */
    record Change(String meterId, MeterState state, int accepted, int held) {}

    static void storeEpochs(Handle handle, Collection<Epoch> epochs) {
        if (epochs.isEmpty()) return;
        handle.createUpdate("""
                INSERT INTO meter_epoch (meter_id, epoch, baseline_export_uwh, baseline_import_uwh, export_uwh,
                    import_uwh)
                SELECT * FROM unnest(:ids, :epochs, :baseExports, :baseImports, :exports, :imports)
                ON CONFLICT (meter_id, epoch) DO UPDATE SET export_uwh = excluded.export_uwh,
                    import_uwh = excluded.import_uwh""").bindArray("ids", String.class, each(epochs, Epoch::meterId))
                .bindArray("epochs", Integer.class, each(epochs, Epoch::epoch))
                .bindArray("baseExports", Long.class, each(epochs, epoch -> epoch.baseline().exportUwh()))
                .bindArray("baseImports", Long.class, each(epochs, epoch -> epoch.baseline().importUwh()))
                .bindArray("exports", Long.class, each(epochs, epoch -> epoch.watermark().exportUwh()))
                .bindArray("imports", Long.class, each(epochs, epoch -> epoch.watermark().importUwh())).execute();
    }

    /** @param baseline only for an epoch that is new; else anything not above the watermark */
    record Epoch(String meterId, int epoch, Energy baseline, Energy watermark) {
        /** What a step changed; null when it changed nothing. {@code known} null unless it is to be stored, too. */
        static Epoch after(String meterId, Energy watermarkBefore, Registers.Step step, Epoch known) {
            Registers after = step.after();
            if (step.baseline() == null && after.watermark().equals(watermarkBefore)) return null;
            Energy baseline = step.baseline() != null ? step.baseline()
                    : known != null ? known.baseline() : after.watermark();
            return new Epoch(meterId, after.epoch(), baseline, after.watermark());
        }
    }

    static void addCapabilities(Handle handle, String meterId, Set<String> capabilities) {
        handle.createUpdate("UPDATE meter SET capabilities = :capabilities WHERE meter_id = :id")
                .bindArray("capabilities", String.class, capabilities.stream().sorted().toArray()).bind("id", meterId)
                .execute();
    }

    static Meter meter(ResultSet row) throws SQLException {
        Policy policy = new Policy(Policy.Kind.valueOf(row.getString("policy")), row.getLong("threshold_uwh"),
                row.getLong("period_ms"));
        DeviceModel model = new DeviceModel(row.getString("model"), Units.valueOf(row.getString("units")),
                row.getLong("span_uwh"));
        return new Meter(row.getString("site"), row.getString("owner"), row.getLong("capacity_w"), policy, model,
                ZoneId.of(row.getString("zone")), row.getInt("number"), row.getString("meter_id"));
    }

    static String json(MeterState state) {
        try {
            return JSON.writeValueAsString(state);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    static Energy energy(String json) {
        try {
            return JSON.readValue(json, Energy.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("stored registers cannot be read", e);
        }
    }

    static MeterState state(String json) {
        try {
            return JSON.readValue(json, MeterState.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a meter's stored state cannot be read", e);
        }
    }
}
