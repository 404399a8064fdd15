package io.enerlink.gateway.cli;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What has been started, ended in reverse: each part has its time, and none that fails keeps the others running. */
final class Started implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Started.class);
    private static final Duration LIMIT_PER_PART = Duration.ofSeconds(60);

    private record Part(String name, AutoCloseable closeable) {}

    private final Deque<Part> parts = new ArrayDeque<>();

    /** Notes a part that runs, to be ended before all that ran earlier. */
    <T extends AutoCloseable> T add(String name, T part) {
        parts.push(new Part(name, part));
        return part;
    }

    @Override
    public void close() {
        while (!parts.isEmpty()) close(parts.pop());
    }

    private static void close(Part part) {
        Thread closing = Thread.ofPlatform().daemon().name("close " + part.name).start(() -> {
            try {
                part.closeable.close();
            } catch (Exception e) {
                LOG.error("{} did not close cleanly", part.name, e);
            }
        });
        boolean interrupted = false;
        while (true) {
            try {
                if (!closing.join(LIMIT_PER_PART)) LOG.error("{} is still closing, going on", part.name);
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
    }
}
