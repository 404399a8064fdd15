package io.enerlink.gateway.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A script of {@code docs/examples}: in Node, where its packages are those of the contracts, or in the first Python of
 * the path that has the packages of {@code bot.py}.
 */
public final class ExampleScript implements AutoCloseable {
    private final Process process;
    private final Path output;

    private ExampleScript(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    public static ExampleScript start(String name, Path folder, Map<String, String> environment, String... arguments)
            throws IOException {
        Path output = folder.resolve("output.txt");
        Path script = Files.copy(Project.home().resolve("docs/examples").resolve(name), folder.resolve(name));
        List<String> command = new ArrayList<>(name.endsWith(".py") ? List.of(python().orElseThrow())
                : node(folder, output));
        command.add(script.toString());
        command.addAll(Arrays.asList(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        builder.environment().putAll(environment);
        return new ExampleScript(builder.start(), output);
    }

    private static List<String> node(Path folder, Path output) throws IOException {
        AnvilBinary.locate(Project.contracts(), output);
        Files.createSymbolicLink(folder.resolve("node_modules"), Project.contracts().resolve("node_modules"));
        return List.of("node", "--experimental-websocket");
    }

    /** A Python with the packages websocket-client and ecdsa. */
    public static Optional<String> python() {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator)).map(folder -> Path.of(folder, "python3"))
                .filter(Files::isExecutable).map(Path::toString).filter(ExampleScript::hasPackages).findFirst();
    }

    private static boolean hasPackages(String python) {
        try {
            Process asked = new ProcessBuilder(python, "-c", "import ecdsa, websocket; websocket.create_connection")
                    .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
            return asked.waitFor() == 0;
        } catch (IOException notRunnable) {
            return false;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    public void assertEndsWell(int limitSeconds) throws InterruptedException {
        assertTrue(process.waitFor(limitSeconds, TimeUnit.SECONDS), this::said);
        assertEquals(0, process.exitValue(), this::said);
    }

    public String said() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            return "the script's output cannot be read: " + e;
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
