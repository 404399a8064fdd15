package io.enerlink.benchmarks.report;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Starts virtual machines for single trials and reads what they found. */
public final class Forks {
    /** Begins each line of what a trial has found. */
    public static final String FOUND = "found ";

    private static final int KEPT_LINES = 20;
    /** The collector of a server's virtual machine unless told otherwise; the launcher's for all but an exchange. */
    public static final String G1 = "-XX:+UseG1GC";
    public static final String PARALLEL = "-XX:+UseParallelGC";

    private Forks() {}

    /** Says in a fork what its trial has found. */
    public static void found(String name, double value) {
        System.out.printf(Locale.ROOT, "%s%s %.3f%n", FOUND, name, value);
    }

    /** Our classes first, exchange-core's behind them: for what needs both. */
    public static String ourClasspath() {
        return System.getProperty("java.class.path") + File.pathSeparator + String.join(File.pathSeparator, theirs());
    }

    /** exchange-core with the libraries it was made for first: for its own pipeline. */
    public static String theirClasspath() {
        return String.join(File.pathSeparator, theirs()) + File.pathSeparator + System.getProperty("java.class.path");
    }

    private static List<String> theirs() {
        Path folder = home().resolveSibling("exchange-core");
        try (Stream<Path> jars = Files.list(folder)) {
            return jars.map(Path::toString).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException("exchange-core is missing, the build puts it into " + folder, e);
        }
    }

    private static Path home() {
        try {
            return Path.of(Forks.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the classes are at no path", e);
        }
    }

    /**
     * Runs a main class in a virtual machine of its own.
     *
     * @param flags of which one says the collector; ours needs no other
     * @return what its lines that begin with {@link #FOUND} say
     * @throws IllegalStateException with the end of what it printed, when it failed
     */
    public static List<String> run(String classpath, List<String> flags, String main, String... args) {
        List<String> all = new ArrayList<>(List.of("-Xms1g", "-Xmx1g"));
        all.addAll(flags);
        try {
            return read(start(classpath, all, main, args), main);
        } catch (IOException e) {
            throw new UncheckedIOException("a fork for " + main + " cannot be started", e);
        }
    }

    /** Starts a main class in a virtual machine of its own; what it prints, errors too, is for the caller to read. */
    public static Process start(String classpath, List<String> flags, String main, String... args) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(List.of("-cp", classpath, main));
        command.addAll(List.of(args));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static List<String> read(Process process, String main) throws IOException {
        List<String> found = new ArrayList<>();
        ArrayDeque<String> printed = new ArrayDeque<>();
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(FOUND)) found.add(line.substring(FOUND.length()));
                printed.add(line);
                if (printed.size() > KEPT_LINES) printed.remove();
            }
            int code = process.waitFor();
            if (code != 0)
                throw new IllegalStateException(main + " ended with " + code + ":\n" + String.join("\n", printed));
            return found;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(main + " was interrupted", e);
        } finally {
            process.destroyForcibly();
        }
    }
}
