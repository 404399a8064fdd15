package io.enerlink.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** An operator looks a message up word for word: those of the page must be those of the code. */
class OperationsPageTest {
    private static final Path ROOT = Path.of("..");
    private static final String HEADING = "## When it refuses to start, or stops\n";
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern JOINED = Pattern.compile("\"\\s*\\+\\s*\"");
    /** What differs, and where the code puts a message together. */
    private static final Pattern SEAM = Pattern
            .compile("…|: |\\. |\\d+|snapshot-|journal-|\\.snap|\\.log|engine-matching|"
                    + "at offset|state version|process|(?<=Cannot )|disk\\.[a-z]+-percent");
    private static final Pattern EDGE = Pattern.compile("^[ ,.;:]+|[ ,.;:]+$");
    private static final int FEWEST_LETTERS = 4;
    private static final int FEWEST_MESSAGES = 35;

    @Test
    void everyMessageOfThePageIsOneOfTheCode() throws IOException {
        String code = code();
        List<String> messages = messages();
        assertTrue(messages.size() >= FEWEST_MESSAGES, "only " + messages);
        assertEquals(List.of(), messages.stream().flatMap(SEAM::splitAsStream)
                .map(part -> EDGE.matcher(part).replaceAll(""))
                .filter(part -> part.length() >= FEWEST_LETTERS && !code.contains(part)).toList());
    }

    /** What stands in code marks in the first column of the journal's table. */
    private static List<String> messages() throws IOException {
        String page = Files.readString(ROOT.resolve("docs/OPERATIONS.md"));
        String table = page.substring(page.indexOf(HEADING) + HEADING.length());
        return table.substring(0, table.indexOf("And the other parts:")).lines().filter(line -> line.startsWith("| `"))
                .map(line -> line.split("\\|")[1])
                .flatMap(cell -> CODE.matcher(cell).results().map((MatchResult found) -> found.group(1))).toList();
    }

    /** The code's texts, those that continue on the next line put together. */
    private static String code() throws IOException {
        StringBuilder code = new StringBuilder();
        for (String module : List.of("engine", "settlement", "gateway")) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
                code.append(files.filter(file -> file.toString().endsWith(".java")).map(OperationsPageTest::read)
                        .collect(Collectors.joining()));
            }
        }
        return JOINED.matcher(code).replaceAll("");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
