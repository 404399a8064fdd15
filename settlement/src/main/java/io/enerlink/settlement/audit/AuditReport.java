package io.enerlink.settlement.audit;

import java.util.ArrayList;
import java.util.List;

/** The checks of an audit, in the order in which they were made. */
public final class AuditReport {
    /**
     * One comparison.
     *
     * @param check    what was compared, in words
     * @param expected what one source says
     * @param found    what the other says
     */
    public record Row(String check, String expected, String found) {
        public boolean agrees() { return expected.equals(found); }
    }

    /** Differences of one kind that are listed one by one; the others are counted. */
    static final int MAX_DIFFERENCES = 1_000;

    private final List<Row> rows = new ArrayList<>();

    void compare(String check, Object expected, Object found) {
        rows.add(new Row(check, String.valueOf(expected), String.valueOf(found)));
    }

    public List<Row> rows() { return List.copyOf(rows); }

    /** True when something was compared and all of it agrees. */
    public boolean passed() {
        return !rows.isEmpty() && rows.stream().allMatch(Row::agrees);
    }

    /** A table for people: one line a check, differences with both values. */
    public String table() {
        StringBuilder table = new StringBuilder();
        int width = rows.stream().mapToInt(row -> row.check().length()).max().orElse(0);
        for (Row row : rows) {
            table.append(row.agrees() ? "  ok    " : "  DIFF  ").append(row.check())
                    .append(" ".repeat(width - row.check().length() + 2)).append(row.expected());
            if (!row.agrees()) table.append(" expected, ").append(row.found()).append(" found");
            table.append(System.lineSeparator());
        }
        return table.toString();
    }
}
