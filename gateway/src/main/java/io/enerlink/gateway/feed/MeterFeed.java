package io.enerlink.gateway.feed;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.enerlink.gateway.auth.Address;
import io.enerlink.gateway.protocol.Decimals;
import io.enerlink.gateway.protocol.JsonWriter;
import io.enerlink.gateway.session.Outbound;
import io.enerlink.gateway.session.Subscription;

/** What each owner's meters report, to that owner. Any thread. */
public final class MeterFeed {
    private final Map<Address, Audience> byOwner = new ConcurrentHashMap<>();

    Subscription join(Address owner, Outbound outbound) {
        return byOwner.computeIfAbsent(owner, none -> new Audience()).join(outbound);
    }

    /**
     * A meter reported.
     *
     * @param exportUwh,importUwh cumulative registers in µWh
     * @param state               what became of the reading, as metering names it
     */
    public void onReading(Address owner, String meterId, long exportUwh, long importUwh, String state,
            long timestampMs) {
        Audience audience = byOwner.get(owner);
        if (audience == null) return;
        audience.tell(() -> JsonWriter.object().field("channel", "meters").field("type", "reading")
                .field("meterId", meterId).decimal("export", exportUwh, Decimals.ETK)
                .decimal("import", importUwh, Decimals.ETK).field("state", state).field("ts", timestampMs).end()
                .bytes());
    }
}
