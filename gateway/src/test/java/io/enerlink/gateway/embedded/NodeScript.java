package io.enerlink.gateway.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A script of {@code docs/examples} that runs in Node, where its packages are those of the contracts. */
public final class NodeScript implements AutoCloseable {
    private final Process process;
    private final Path output;

    private NodeScript(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    public static NodeScript start(String name, Path folder, Map<String, String> environment, String... arguments)
            throws IOException {
        Path output = folder.resolve("node.txt");
        AnvilBinary.locate(Project.contracts(), output);
        Path script = Files.copy(Project.home().resolve("docs/examples").resolve(name), folder.resolve(name));
        Files.createSymbolicLink(folder.resolve("node_modules"), Project.contracts().resolve("node_modules"));
        List<String> command = new ArrayList<>(List.of("node", "--experimental-websocket", script.toString()));
        command.addAll(Arrays.asList(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        builder.environment().putAll(environment);
        return new NodeScript(builder.start(), output);
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
