package io.enerlink.benchmarks.report;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/** What trials in virtual machines of their own have found, by name. */
public final class Findings {
    private final PrintStream out;
    private final Map<String, Scores> found = new LinkedHashMap<>();

    public Findings(PrintStream out) { this.out = out; }

    /**
     * Runs a trial so many times, and says on which machine.
     *
     * @param folder in which each trial gets a folder of its own that is deleted after it
     * @param trial  gives lines of a name and a number, as {@link Forks#run} does
     */
    public void collect(int forks, Path folder, Function<Path, List<String>> trial) throws IOException {
        out.println(Machine.description());
        for (int fork = 1; fork <= forks; fork++) {
            out.printf(Locale.ROOT, "  fork %d of %d, load average %.1f%n", fork, forks, Machine.loadAverage());
            Path work = Files.createTempDirectory(folder, "bench");
            try {
                trial.apply(work).forEach(this::add);
            } finally {
                delete(work);
            }
        }
    }

    private void add(String line) {
        String[] words = line.split(" ");
        double value = Double.parseDouble(words[1]);
        found.computeIfAbsent(words[0], name -> new Scores()).add(value);
        out.printf(Locale.ROOT, "    %s %,.1f%n", words[0], value);
    }

    /** @throws IllegalStateException where no trial says anything of that */
    public Scores scores(String name) {
        Scores scores = found.get(name);
        if (scores == null) throw new IllegalStateException("the trial says nothing of " + name);
        return scores;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) Files.delete(file);
        }
    }
}
