package io.enerlink.benchmarks.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The rows of a run as a table, as a plot, and as JSON. */
public final class Report {
    private static final int PLOT_WIDTH = 50;

    private final List<Row> rows = new ArrayList<>();

    public void add(Row row) {
        rows.add(row);
    }

    public List<Row> rows() {
        return List.copyOf(rows);
    }

    public void print(PrintStream out) {
        out.printf(Locale.ROOT, "%n%-24s %-24s %10s %-12s %-19s %-14s %10s %7s %7s%n", "benchmark", "subject", "median",
                "unit", "spread", "baseline", "its median", "ratio", "target");
        for (Row row : rows) print(out, row);
        plot(out);
    }

    private static void print(PrintStream out, Row row) {
        out.printf(Locale.ROOT, "%-24s %-24s %10s %-12s %-19s", row.benchmark(), row.subject(), number(row.score()),
                row.unit(), number(row.lowest()) + " to " + number(row.highest()));
        if (row.baseline() != null) {
            out.printf(Locale.ROOT, " %-14s %10s %6.2fx", row.baseline(), number(row.baselineScore()), row.ratio());
        }
        if (row.target() > 0) out.printf(Locale.ROOT, " %5.1fx %s", row.target(), row.verdict());
        out.println();
    }

    private static String number(double value) {
        return value >= 10_000 ? String.format(Locale.ROOT, "%,.0f", value) : String.format(Locale.ROOT, "%.1f", value);
    }

    /** Each subject of a benchmark as a bar as long as its score, the longest the full width. */
    private void plot(PrintStream out) {
        for (String benchmark : rows.stream().map(Row::benchmark).distinct().toList()) {
            List<Row> bars = rows.stream().filter(row -> row.benchmark().equals(benchmark)).toList();
            out.printf("%n%s, %s%n", benchmark, bars.getFirst().unit());
            bars.stream().map(Row::subject).distinct()
                    .forEach(subject -> bar(out,
                            bars.stream().filter(row -> row.subject().equals(subject)).findFirst().orElseThrow()));
        }
    }

    private void bar(PrintStream out, Row row) {
        int length = (int) Math.round(row.score() / longest(row) * PLOT_WIDTH);
        out.printf(Locale.ROOT, "  %-24s %s %s%n", row.subject(), "#".repeat(length), number(row.score()));
    }

    private double longest(Row like) {
        return rows.stream()
                .filter(row -> row.benchmark().equals(like.benchmark()) && row.unit().equals(like.unit()))
                .mapToDouble(Row::score).max().stream().filter(longest -> longest > 0).findFirst().orElse(1);
    }

    /** @throws IOException when the file cannot be written */
    public void writeJson(Path file) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        ArrayNode array = mapper.createArrayNode();
        for (Row row : rows) {
            ObjectNode node = array.addObject();
            node.put("benchmark", row.benchmark()).put("subject", row.subject()).put("score", row.score())
                    .put("unit", row.unit()).put("baseline", row.baseline());
            if (row.baseline() == null) node.putNull("baselineScore").putNull("ratio");
            else
                node.put("baselineScore", row.baselineScore()).put("ratio", row.ratio());
        }
        mapper.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), array);
    }
}
