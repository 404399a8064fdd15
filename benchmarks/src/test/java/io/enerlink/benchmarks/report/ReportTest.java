package io.enerlink.benchmarks.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
    @TempDir
    private Path folder;

    private static Scores scores(double... values) {
        Scores scores = new Scores();
        for (double value : values) scores.add(value);
        return scores;
    }

    @Test
    void theMedianIsTheMiddleOrBetweenTheTwoInTheMiddle() {
        assertEquals(2, scores(9, 1, 2).median());
        assertEquals(3, scores(4, 2, 9, 1).median());
        assertThrows(IllegalStateException.class, () -> scores().median());
    }

    @Test
    void aRatioAboveOneIsAlwaysTheBetterOne() {
        Row row = Row.of("b", "s", scores(50), "ns");
        assertEquals(2, row.lessThan("other", 100, 3).ratio());
        assertEquals(0.5, row.moreThan("other", 100, 3).ratio());
        assertEquals("short", row.lessThan("other", 100, 3).verdict());
        assertEquals("met", row.lessThan("other", 150, 3).verdict());
    }

    @Test
    void jsonHasARowForEachComparison() throws IOException {
        Report report = new Report();
        report.add(Row.of("b", "other", scores(100), "ns"));
        report.add(Row.of("b", "s", scores(50), "ns").lessThan("other", 100, 3));
        Path file = folder.resolve("rows.json");
        report.writeJson(file);
        JsonNode rows = new ObjectMapper().readTree(file.toFile());
        assertTrue(rows.get(0).get("ratio").isNull());
        assertEquals(
                "{\"benchmark\":\"b\",\"subject\":\"s\",\"score\":50.0,\"unit\":\"ns\",\"baseline\":\"other\","
                        + "\"baselineScore\":100.0,\"ratio\":2.0}",
                rows.get(1).toString());
    }

    @Test
    void theTableSaysWhatIsShortOfItsTarget() {
        Report report = new Report();
        report.add(Row.of("b", "s", scores(50), "ns").lessThan("other", 100, 3));
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        report.print(new PrintStream(printed, true, StandardCharsets.UTF_8));
        assertTrue(printed.toString(StandardCharsets.UTF_8).contains("2.00x   3.0x short"));
    }
}
