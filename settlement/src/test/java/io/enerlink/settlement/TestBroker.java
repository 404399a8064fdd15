package io.enerlink.settlement;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import com.hivemq.configuration.service.InternalConfigurations;
import com.hivemq.embedded.EmbeddedHiveMQ;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * A real MQTT broker for every test, on a free port, that keeps sessions and messages on disk; it can be stopped and
 * started again. Use as a field: {@code @RegisterExtension final TestBroker broker = new TestBroker();}
 */
public final class TestBroker implements BeforeEachCallback, AfterEachCallback {
    private static final String CONFIGURATION = """
            <?xml version="1.0"?>
            <hivemq>
              <listeners><tcp-listener><port>%d</port><bind-address>127.0.0.1</bind-address></tcp-listener></listeners>
              <mqtt><queued-messages><max-queue-size>100000</max-queue-size></queued-messages></mqtt>
              <persistence><mode>file</mode></persistence>
              <anonymous-usage-statistics><enabled>false</enabled></anonymous-usage-statistics>
            </hivemq>
            """;

    private Path folder;
    private int port;
    private EmbeddedHiveMQ hivemq;

    @Override
    public void beforeEach(ExtensionContext context) throws Exception {
        folder = Files.createTempDirectory("broker");
        for (String part : new String[]{"conf", "data", "extensions"}) Files.createDirectory(folder.resolve(part));
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Files.writeString(folder.resolve("conf/config.xml"), CONFIGURATION.formatted(port));
        start();
    }

    public String host() { return "127.0.0.1"; }

    public int port() { return port; }

    public void start() throws Exception {
        InternalConfigurations.PERSISTENCE_BUCKET_COUNT.set(4);
        InternalConfigurations.PAYLOAD_PERSISTENCE_BUCKET_COUNT.set(4);
        InternalConfigurations.PERSISTENCE_SHUTDOWN_GRACE_PERIOD_MSEC.set(200);
        hivemq = EmbeddedHiveMQ.builder().withConfigurationFolder(folder.resolve("conf"))
                .withDataFolder(folder.resolve("data")).withExtensionsFolder(folder.resolve("extensions"))
                .withoutLoggingBootstrap().build();
        hivemq.start().get(60, TimeUnit.SECONDS);
    }

    public void stop() throws Exception {
        hivemq.stop().get(120, TimeUnit.SECONDS);
        hivemq.close();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        context.getRoot().getStore(Namespace.GLOBAL)
                .getOrComputeIfAbsent(Leaving.class, none -> new Leaving(), Leaving.class).add(this::leave);
    }

    private void leave() {
        try {
            if (hivemq != null) stop();
            try (Stream<Path> files = Files.walk(folder)) {
                files.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
            }
        } catch (Exception e) {
            throw new IllegalStateException("a broker does not stop", e);
        }
    }

    /** Brokers on their way out. Each waits for two seconds doing nothing, and no test for it: the end of all does. */
    private static final class Leaving implements AutoCloseable {
        private final List<CompletableFuture<Void>> brokers = new CopyOnWriteArrayList<>();

        void add(Runnable leaves) {
            brokers.add(CompletableFuture.runAsync(leaves, task -> new Thread(task, "broker leaves").start()));
        }

        @Override
        public void close() {
            brokers.forEach(CompletableFuture::join);
        }
    }
}
