package io.enerlink.gateway.metrics;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;

import io.enerlink.engine.client.EventBuffer;
import io.enerlink.engine.client.EventListener;
import io.enerlink.gateway.session.Percentiles;
import io.enerlink.gateway.session.RequestObserver;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;

/**
 * The exchange's figures in Prometheus' form. Names begin with {@code enerlink_}. Hears the gateway's requests, and as a
 * listener of the engine how long its stages took. Thread-safe.
 */
public final class Metrics implements RequestObserver, EventListener {
    private static final String PREFIX = "enerlink.";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Map<Stage, StageLatency> stages = new EnumMap<>(Stage.class);
    private final Map<String, Map<String, Counter>> results = new ConcurrentHashMap<>();

    public Metrics() {
        for (Stage stage : Stage.values()) stages.put(stage, new StageLatency());
        registry.getPrometheusRegistry().register(this::latencies);
    }

    @Override
    public void took(Stage stage, long nanos) {
        stages.get(stage).record(nanos);
    }

    /** Results are states of orders and names of errors: few. */
    @Override
    public void ended(String request, String result) {
        results.computeIfAbsent(request, each -> new ConcurrentHashMap<>())
                .computeIfAbsent(result, each -> Counter.builder(PREFIX + "requests")
                        .description("requests to the engine by what became of them").tag("request", request)
                        .tag("result", result).register(registry))
                .increment();
    }

    @Override
    public void onEvents(long sequence, long timestampMs, EventBuffer events) {
        // What happened is the feeds' business, how long it took is ours.
    }

    @Override
    public void onTimes(long ringNs, long journalNs, long matchNs, long publishNs) {
        took(Stage.RING, ringNs);
        took(Stage.JOURNAL, journalNs);
        took(Stage.MATCH, matchNs);
        took(Stage.PUBLISH, publishNs);
    }

    @Override
    public Map<Stage, Percentiles> latency() {
        Map<Stage, Percentiles> latency = new EnumMap<>(Stage.class);
        stages.forEach((stage, took) -> {
            Percentiles recent = took.recent();
            if (recent != null) latency.put(stage, recent);
        });
        return latency;
    }

    private HistogramSnapshot latencies() {
        HistogramSnapshot.Builder all = HistogramSnapshot.builder().name("enerlink_ack_latency_seconds")
                .help("how long a request took from its frame to its answer, by stage");
        stages.forEach((stage, took) -> all.dataPoint(took.point(stage.label())));
        return all.build();
    }

    /** Shows what {@code now} gives whenever it is asked. */
    public Metrics gauge(String name, String description, DoubleSupplier now) {
        Gauge.builder(PREFIX + name, now::getAsDouble).description(description).strongReference(true)
                .register(registry);
        return this;
    }

    /** As {@link #gauge(String, String, DoubleSupplier)}, one of several that differ in a label. */
    public Metrics gauge(String name, String description, String label, String value, DoubleSupplier now) {
        Gauge.builder(PREFIX + name, now::getAsDouble).description(description).tag(label, value).strongReference(true)
                .register(registry);
        return this;
    }

    /** Everything as Prometheus reads it. */
    public String scrape() {
        return registry.scrape();
    }
}
