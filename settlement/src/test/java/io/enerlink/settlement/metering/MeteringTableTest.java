package io.enerlink.settlement.metering;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

/** The table of cases in docs/METERING.md says what is tested, row by row; here is that it does. */
class MeteringTableTest {
    private static final Pattern TEST = Pattern.compile("`(\\w+Test)?\\.(\\w+)`");

    private static Path project() {
        Path at = Path.of("").toAbsolutePath();
        while (!Files.exists(at.resolve("docs/METERING.md"))) at = at.getParent();
        return at;
    }

    /** The tests of each row, by its first cell. */
    private static Map<String, List<String>> rows() throws IOException {
        Map<String, List<String>> rows = new TreeMap<>();
        for (String line : Files.readAllLines(project().resolve("docs/METERING.md"))) {
            String[] cells = line.split("\\|");
            if (cells.length != 4) continue;
            List<String> tests = new ArrayList<>();
            String of = null;
            for (Matcher test = TEST.matcher(cells[3]); test.find();) {
                of = test.group(1) == null ? of : test.group(1);
                tests.add(of + "." + test.group(2));
            }
            rows.put(cells[1].strip(), tests);
        }
        return rows;
    }

    @Test
    void everyCaseHasARowWithItsTests() throws IOException {
        Map<String, List<String>> rows = rows();
        for (MeteringCase one : MeteringCase.values())
            assertTrue(!rows.getOrDefault(one.row, List.of()).isEmpty(), "no test for: " + one.row);
    }

    @Test
    void everyKnownFailureHasARowWithItsTests() throws IOException {
        Map<String, List<String>> rows = rows();
        for (String failure : List.of("settling from the last cached value", "the reset sent before confirmation",
                "a settlement id with the time in it, so that a retry mints twice",
                "minted, and the database write failed: minted again", "a negative reading marked as minted",
                "age checked on arrival, so that an old reading passes"))
            assertTrue(!rows.getOrDefault(failure, List.of()).isEmpty(), "no test for: " + failure);
    }

    @Test
    void everyTestOfTheTableIsThere() throws IOException {
        StringBuilder sources = new StringBuilder();
        for (String folder : List.of("settlement/src/test/java", "contracts/src/test/solidity"))
            try (Stream<Path> files = Files.walk(project().resolve(folder))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) sources.append(Files.readString(file));
            }
        List<String> missing = new ArrayList<>();
        for (List<String> tests : rows().values())
            for (String test : tests) {
                String[] parts = test.split("\\.");
                boolean isThere = sources.indexOf(" " + parts[0] + " ") >= 0
                        && (sources.indexOf("void " + parts[1] + "(") >= 0
                                || sources.indexOf("function " + parts[1] + "(") >= 0);
                if (!isThere) missing.add(test);
            }
        assertEquals(List.of(), missing);
    }
}
