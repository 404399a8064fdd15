package io.enerlink.gateway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import io.enerlink.gateway.embedded.Project;

/** The demo in a JVM of its own, so that it can be killed. */
final class DemoProcess {
    private static final Duration START_LIMIT = Duration.ofSeconds(120);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(150);

    private final Process process;
    private final Path folder;
    private final Path output;

    private DemoProcess(Process process, Path folder, Path output) {
        this.process = process;
        this.folder = folder;
        this.output = output;
    }

    static DemoProcess start(Path folder, Path output, String... options) throws IOException {
        List<String> arguments = new ArrayList<>(
                List.of("demo", "--data", folder.toString(), "--port", "0", "--no-browser"));
        arguments.addAll(List.of(options));
        return new DemoProcess(run(output, arguments), folder, output);
    }

    static DemoProcess server(Path folder, Path output, String... options) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("server", "--data", folder.toString()));
        arguments.addAll(List.of(options));
        return new DemoProcess(run(output, arguments), folder, output);
    }

    /** Audits a data folder whose demo is stopped and returns the exit code. */
    static int audit(Path folder, Path output) throws IOException, InterruptedException {
        return call(output, "audit", "--data", folder.toString());
    }

    /** Runs any command to its end and returns the exit code. */
    static int call(Path output, String... arguments) throws IOException, InterruptedException {
        Process command = run(output, List.of(arguments));
        assertTrue(command.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS));
        return command.exitValue();
    }

    private static Process run(Path output, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Denerlink.home=" + Project.home(), "-Dlogback.configurationFile=logback.xml", "-Xmx512m",
                "--enable-native-access=ALL-UNNAMED", "--add-opens",
                "java.base/jdk.internal.misc=ALL-UNNAMED", "--add-opens", "java.base/java.util.zip=ALL-UNNAMED",
                "-cp", System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Enerlink.class.getName()));
        command.addAll(arguments);
        return new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile())).start();
    }

    /** Waits until it is live, with its log where it should be, and says where it is. */
    RuntimeFile awaitLive() throws Exception {
        Path file = folder.resolve("runtime.json");
        Await.until("the demo is live", START_LIMIT, () -> {
            assertTrue(process.isAlive(), this::said);
            return Files.exists(file) && RuntimeFile.read(file).pid() == process.pid();
        });
        assertTrue(Files.size(folder.resolve("logs/enerlink.log")) > 0, "the log is in the data folder");
        return RuntimeFile.read(file);
    }

    void kill() throws InterruptedException {
        process.destroyForcibly();
        assertTrue(process.waitFor(10, TimeUnit.SECONDS));
    }

    /** Asks it to stop, as Ctrl-C does. */
    void stop() {
        process.destroy();
    }

    void assertEnds() throws InterruptedException {
        assertTrue(process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS), this::said);
    }

    void assertEndsWell() throws InterruptedException {
        assertTrue(process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS), this::said);
        assertEquals(0, process.exitValue(), this::said);
    }

    String said() {
        try {
            return "the demo said:\n" + Files.readString(output);
        } catch (IOException e) {
            return "the demo's output cannot be read: " + e;
        }
    }
}
