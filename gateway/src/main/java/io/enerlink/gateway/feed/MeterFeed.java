package io.enerlink.gateway.feed;

import java.util.concurrent.ConcurrentSkipListMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.enerlink.gateway.auth.Address;
import io.enerlink.gateway.protocol.Decimals;
import io.enerlink.gateway.protocol.JsonWriter;
import io.enerlink.gateway.session.Outbound;
import io.enerlink.gateway.session.Subscription;
import io.enerlink.settlement.metering.HomePower;

/** What each owner's meters report, to that owner, and the last of each meter. Any thread. Bounded by the registry. */
public final class MeterFeed {
    private static final int MW_DECIMALS = 3;

    private final Map<Address, Own> byOwner = new ConcurrentHashMap<>();

    /** One owner's meters. */
    private static final class Own {
        private final Audience audience = new Audience();
        private final Map<String, Reading> last = new ConcurrentSkipListMap<>();
        private final Map<String, byte[]> settled = new ConcurrentSkipListMap<>();
        private final Map<String, Health> health = new ConcurrentSkipListMap<>();
        private final Map<String, Prepaid> prepaid = new ConcurrentSkipListMap<>();

        /** Everything that is known of a meter. */
        void write(String meterId, JsonWriter json) {
            last.get(meterId).write(json);
            Health device = health.get(meterId);
            if (device != null) device.write(json);
            Prepaid balance = prepaid.get(meterId);
            if (balance != null) balance.write(json.object("prepaid")).end();
        }
    }

    /**
     * @param exportUwh,importUwh cumulative registers in µWh
     * @param state               as metering names it
     * @param power               what the device says flows now; null where it is not known
     */
    private record Reading(String meterId, long exportUwh, long importUwh, String state, long timestampMs,
            HomePower power) {
        JsonWriter write(JsonWriter json) {
            json.field("meterId", meterId).decimal("export", exportUwh, Decimals.ETK)
                    .decimal("import", importUwh, Decimals.ETK).field("state", state);
            if (power != null) writePower(json.object("power")).end();
            return json.field("ts", timestampMs);
        }

        /** In W. */
        private JsonWriter writePower(JsonWriter json) {
            watts(json, "solar", power.solarMw());
            watts(json, "load", power.loadMw());
            watts(json, "battery", power.batteryMw());
            watts(json, "export", power.exportMw());
            watts(json, "import", power.importMw());
            return json;
        }

        private static void watts(JsonWriter json, String name, Long mw) {
            if (mw != null) json.decimal(name, mw, MW_DECIMALS);
        }

        byte[] message() {
            return write(JsonWriter.object().field("channel", "meters").field("type", "reading")).end().bytes();
        }
    }

    /** How a meter's device is. {@code heardMs} 0 when it never was. */
    private record Health(String health, long heardMs) {
        JsonWriter write(JsonWriter json) {
            json.field("health", health);
            return heardMs == 0 ? json : json.field("heardTs", heardMs);
        }

        byte[] message(String meterId) {
            return write(JsonWriter.object().field("channel", "meters").field("type", "health").field("meterId",
                    meterId)).end().bytes();
        }
    }

    /**
     * Where a prepaid meter stands; energies in µWh.
     *
     * @param stage what that led to, as metering names it
     * @param warnUwh,shedUwh,onUwh the credits at which the stage changes
     * @param offMs when it is switched off, in ms since 1970; 0 where nothing is counting down
     */
    public record Prepaid(String stage, long creditUwh, long reservedUwh, long warnUwh, long shedUwh, long onUwh,
            boolean critical, long offMs) {
        JsonWriter write(JsonWriter json) {
            json.field("stage", stage).decimal("credit", creditUwh, Decimals.ETK)
                    .decimal("reserved", reservedUwh, Decimals.ETK).decimal("warnBelow", warnUwh, Decimals.ETK)
                    .decimal("shedBelow", shedUwh, Decimals.ETK).decimal("onFrom", onUwh, Decimals.ETK)
                    .field("critical", critical);
            return offMs == 0 ? json : json.field("offTs", offMs);
        }

        byte[] message(String meterId) {
            return write(JsonWriter.object().field("channel", "meters").field("type", "prepaid").field("meterId",
                    meterId)).end().bytes();
        }
    }

    /** Begins with the last reading of each meter, what its settlements came to, its health and its prepaid balance. */
    Subscription join(Address owner, Outbound outbound) {
        Own own = own(owner);
        own.last.values().forEach(reading -> outbound.send(reading.message()));
        own.settled.values().forEach(outbound::send);
        own.health.forEach((meterId, health) -> outbound.send(health.message(meterId)));
        own.prepaid.forEach((meterId, prepaid) -> outbound.send(prepaid.message(meterId)));
        return own.audience.join(outbound);
    }

    /** The last reading of each of an owner's meters, with its health and prepaid balance where there are such, as JSON. */
    byte[] last(Address owner) {
        JsonWriter json = JsonWriter.object().array("meters");
        Own own = byOwner.get(owner);
        if (own != null) own.last.keySet().forEach(meterId -> {
            own.write(meterId, json.item());
            json.end();
        });
        return json.endArray().end().bytes();
    }

    /**
     * A meter reported.
     *
     * @param exportUwh,importUwh cumulative registers in µWh
     * @param state               what became of the reading, as metering names it
     * @param power               what the device says flows now; null where it is not known
     */
    public void onReading(Address owner, String meterId, long exportUwh, long importUwh, String state,
            long timestampMs, HomePower power) {
        Own own = own(owner);
        Reading reading = new Reading(meterId, exportUwh, importUwh, state, timestampMs, power);
        own.last.put(meterId, reading);
        own.audience.tell(reading::message);
    }

    /**
     * A meter's energy was settled.
     *
     * @param mintedUwh,burnedUwh ETK of all its final settlements together
     */
    public void onSettled(Address owner, String meterId, long mintedUwh, long burnedUwh, long timestampMs) {
        byte[] message = JsonWriter.object().field("channel", "meters").field("type", "settled")
                .field("meterId", meterId).decimal("minted", mintedUwh, Decimals.ETK)
                .decimal("burned", burnedUwh, Decimals.ETK).field("ts", timestampMs).end().bytes();
        Own own = own(owner);
        own.settled.put(meterId, message);
        own.audience.tell(() -> message);
    }

    /**
     * How a meter's device is, as metering names it.
     *
     * @param heardMs when its last heartbeat came; 0 when none ever did
     */
    public void onHealth(Address owner, String meterId, String health, long heardMs) {
        Own own = own(owner);
        Health device = new Health(health, heardMs);
        own.health.put(meterId, device);
        own.audience.tell(() -> device.message(meterId));
    }

    /** Where a prepaid meter stands. */
    public void onPrepaid(Address owner, String meterId, Prepaid balance) {
        Own own = own(owner);
        own.prepaid.put(meterId, balance);
        own.audience.tell(() -> balance.message(meterId));
    }

    private Own own(Address owner) {
        return byOwner.computeIfAbsent(owner, none -> new Own());
    }
}
