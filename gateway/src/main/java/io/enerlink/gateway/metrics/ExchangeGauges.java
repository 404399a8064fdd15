package io.enerlink.gateway.metrics;

import java.util.Locale;
import java.util.function.DoubleSupplier;
import java.util.function.ToLongFunction;

import io.enerlink.settlement.metering.DeviceHealth;

/** What is shown of the exchange beside its requests. */
public final class ExchangeGauges {
    private ExchangeGauges() {}

    /**
     * Where the values come from.
     *
     * @param ringDepth      commands taken and not yet published
     * @param feedLagMs      age of the newest command whose events were told
     * @param historyLag     commands whose events are not in the database yet
     * @param backlog        trades that are not final on the chain
     * @param differences    between engine and chain when they were compared last
     * @param metersSilentMs since any meter was heard, -1 before the first
     */
    public record Sources(DoubleSupplier connections, DoubleSupplier ringDepth, DoubleSupplier feedLagMs,
            DoubleSupplier historyLag, DoubleSupplier backlog, DoubleSupplier differences,
            DoubleSupplier metersSilentMs) {}

    public static void addTo(Metrics metrics, Sources from) {
        metrics.gauge("connections", "open connections", from.connections)
                .gauge("ring.depth", "commands taken and not yet published", from.ringDepth)
                .gauge("feed.lag.ms", "age of the newest command whose events were told", from.feedLagMs)
                .gauge("history.lag.commands", "commands whose events are not in the database yet", from.historyLag)
                .gauge("settlement.backlog", "trades that are not final on the chain", from.backlog)
                .gauge("reconciliation.differences", "between engine and chain when they were compared last",
                        from.differences)
                .gauge("meters.silent.ms", "time since any meter was heard, -1 before the first",
                        from.metersSilentMs);
    }

    /** @param count how many meters there are of each */
    public static void addMeters(Metrics metrics, ToLongFunction<DeviceHealth> count) {
        for (DeviceHealth health : DeviceHealth.values())
            metrics.gauge("meters", "meters by what their heartbeats say", "health",
                    health.name().toLowerCase(Locale.ROOT), () -> count.applyAsLong(health));
    }
}
