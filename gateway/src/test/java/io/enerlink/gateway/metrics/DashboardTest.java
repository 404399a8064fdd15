package io.enerlink.gateway.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.enerlink.gateway.session.RequestObserver.Stage;

/** The dashboard, the operator's page and what is measured name the same things. */
class DashboardTest {
    private static final Pattern METRIC = Pattern.compile("enerlink_[a-z_]+");
    private static final Path DOCS = Path.of("..", "docs");

    private static String everything() {
        Metrics metrics = new Metrics();
        ExchangeGauges.addTo(metrics, new ExchangeGauges.Sources(() -> 0, () -> 0, () -> 0, () -> 0, () -> 0, () -> 0,
                () -> 0));
        ExchangeGauges.addMeters(metrics, health -> 0);
        new BatchStates(metrics);
        metrics.ended("place", "open");
        for (Stage stage : Stage.values()) metrics.took(stage, 1);
        return metrics.scrape();
    }

    @Test
    void theDashboardShowsEveryMetricAndNoOther() throws IOException {
        String dashboard = Files.readString(DOCS.resolve("grafana/enerlink.json"));
        Set<String> shown = new TreeSet<>();
        for (JsonNode expression : new ObjectMapper().readTree(dashboard).findValues("expr"))
            shown.addAll(names(expression.asText()));
        assertEquals(measured(),
                shown.stream().map(DashboardTest::family).collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void theOperatorsPageExplainsEveryMetricAndStage() throws IOException {
        String page = Files.readString(DOCS.resolve("OPERATIONS.md"));
        assertEquals(measured(), new TreeSet<>(names(page)));
        for (Stage stage : Stage.values()) assertEquals(true, page.contains('`' + stage.label() + '`'), stage.label());
    }

    private static Set<String> measured() {
        return everything().lines().filter(line -> line.startsWith("# TYPE ")).map(line -> line.split(" ")[2])
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String family(String name) {
        return name.replaceAll("_(bucket|count|sum)$", "");
    }

    private static Set<String> names(String text) {
        Set<String> names = new TreeSet<>();
        for (Matcher found = METRIC.matcher(text); found.find();) names.add(found.group());
        return names;
    }
}
