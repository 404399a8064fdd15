package io.enerlink.benchmarks.settlement;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.stream.Stream;

/** What a benchmark has started, in a folder of its own: ended in the reverse of its order, whoever ends the command. */
public final class Parts implements AutoCloseable {
    private final Path folder;
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final Thread atExit;

    /** @param name of the benchmark */
    public Parts(String name) throws IOException {
        folder = Files.createTempDirectory(name);
        atExit = new Thread(this::end, name + "-exit");
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    public Path folder() { return folder; }

    /** Takes a part that was just started. */
    public synchronized <T extends AutoCloseable> T opened(T part) {
        parts.push(part);
        return part;
    }

    private synchronized void end() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                System.err.println("bench: " + e);
            }
        }
    }

    @Override
    public void close() throws IOException {
        end();
        Runtime.getRuntime().removeShutdownHook(atExit);
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        }
    }
}
