package io.enerlink.gateway.metrics;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;

import io.enerlink.gateway.session.RequestObserver;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

/** The exchange's figures in Prometheus' form. Names begin with {@code enerlink_}. Thread-safe. */
public final class Metrics implements RequestObserver {
    private static final String PREFIX = "enerlink.";
    private static final Duration SHORTEST = Duration.ofNanos(10_000);
    private static final Duration LONGEST = Duration.ofSeconds(1);

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Map<Stage, Timer> stages = new EnumMap<>(Stage.class);
    private final Map<String, Counter> results = new ConcurrentHashMap<>();

    public Metrics() {
        for (Stage stage : Stage.values()) {
            stages.put(stage, Timer.builder(PREFIX + "ack.latency").tag("stage", stage.name().toLowerCase())
                    .description("how long a request took from its frame to its answer").publishPercentileHistogram()
                    .minimumExpectedValue(SHORTEST).maximumExpectedValue(LONGEST).register(registry));
        }
    }

    @Override
    public void took(Stage stage, long nanos) {
        stages.get(stage).record(nanos, TimeUnit.NANOSECONDS);
    }

    /** Results are states of orders and names of errors: few. */
    @Override
    public void ended(String request, String result) {
        results.computeIfAbsent(request + ' ' + result, both -> Counter.builder(PREFIX + "requests")
                .description("requests to the engine by what became of them").tag("request", request)
                .tag("result", result).register(registry)).increment();
    }

    /** Shows what {@code now} gives whenever it is asked. */
    public Metrics gauge(String name, String description, DoubleSupplier now) {
        Gauge.builder(PREFIX + name, now::getAsDouble).description(description).strongReference(true)
                .register(registry);
        return this;
    }

    /** The same for one value of a tag; few of them. */
    void gauge(String name, String description, String tag, String value, DoubleSupplier now) {
        Gauge.builder(PREFIX + name, now::getAsDouble).description(description).tag(tag, value).strongReference(true)
                .register(registry);
    }

    /** Everything as Prometheus reads it. */
    public String scrape() {
        return registry.scrape();
    }
}
