package io.enerlink.benchmarks.gateway;

import io.enerlink.engine.client.EventBuffer;
import io.enerlink.engine.client.EventListener;
import io.enerlink.gateway.session.Percentiles;
import io.enerlink.gateway.session.RequestObserver;
import java.util.EnumMap;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/** How long requests take by stage, from one question to the next. */
final class StageRecorder implements RequestObserver, EventListener {
    private static final long LONGEST_NS = 60_000_000_000L;

    private final Map<Stage, Recorder> stages = new EnumMap<>(Stage.class);

    StageRecorder() {
        for (Stage stage : Stage.values()) stages.put(stage, new Recorder(LONGEST_NS, 2));
    }

    @Override
    public void took(Stage stage, long nanos) {
        stages.get(stage).recordValue(Math.clamp(nanos, 0, LONGEST_NS));
    }

    @Override
    public void ended(String request, String result) {}

    @Override
    public Map<Stage, Percentiles> latency() {
        return Map.of();
    }

    @Override
    public void onEvents(long sequence, long timestampMs, EventBuffer events) {}

    @Override
    public void onTimes(long ringNs, long journalNs, long matchNs, long publishNs) {
        took(Stage.RING, ringNs);
        took(Stage.JOURNAL, journalNs);
        took(Stage.MATCH, matchNs);
        took(Stage.PUBLISH, publishNs);
    }

    /** {@code STAGE P50 P99} in nanoseconds for each, since the last time. */
    String take() {
        StringBuilder text = new StringBuilder();
        stages.forEach((stage, recorder) -> {
            Histogram took = recorder.getIntervalHistogram();
            text.append(stage.label()).append(' ').append(took.getValueAtPercentile(50)).append(' ')
                    .append(took.getValueAtPercentile(99)).append(' ');
        });
        return text.toString().strip();
    }
}
