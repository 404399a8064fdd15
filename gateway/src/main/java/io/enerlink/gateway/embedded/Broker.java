package io.enerlink.gateway.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import com.hivemq.configuration.service.InternalConfigurations;
import com.hivemq.embedded.EmbeddedExtension;
import com.hivemq.embedded.EmbeddedHiveMQ;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An MQTT 5 broker inside the JVM, which keeps sessions and messages on disk. The exchange reaches it on a loopback port,
 * and where there is TLS, meters on one of their own.
 */
public final class Broker implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
    /** Stores that sessions and messages are spread over: few, for tens of meters; fixed, since the folder depends on it. */
    private static final int STORES = 4;
    /** Messages that wait for a subscriber who is away or slow: an hour of a thousand meters at their usual pace. */
    private static final int MAX_QUEUED = 360_000;
    /**
     * Messages on their way to one subscriber. The broker sends the next only when all of them are acknowledged, which the
     * exchange does once they are committed: so a commit holds no more than these, were they few.
     */
    private static final int MAX_IN_FLIGHT = 1_024;
    private static final int STOP_GRACE_MS = 200;
    private static final long RENEWAL_CHECK_MS = 1_000;
    private static final Logger LOG = LoggerFactory.getLogger(Broker.class);
    private static final String CONFIGURATION = """
            <?xml version="1.0"?>
            <hivemq>
              <listeners>%s</listeners>
              <persistence>
                <mode>file</mode>
              </persistence>
              <mqtt>
                <queued-messages>
                  <max-queue-size>%d</max-queue-size>
                </queued-messages>
              </mqtt>
              <anonymous-usage-statistics>
                <enabled>false</enabled>
              </anonymous-usage-statistics>
            </hivemq>
            """;

    private final EmbeddedHiveMQ hivemq;
    private final int port;
    private final BrokerListener listener;

    private final ScheduledExecutorService renewal;

    /** @param stores null without TLS */
    private Broker(EmbeddedHiveMQ hivemq, int port, BrokerListener listener, BrokerKeyStores stores) {
        this.hivemq = hivemq;
        this.port = port;
        this.listener = listener;
        renewal = Executors.newSingleThreadScheduledExecutor(
                task -> Thread.ofPlatform().name("broker-certificates").daemon().unstarted(task));
        if (stores != null)
            renewal.scheduleWithFixedDelay(stores::reload, RENEWAL_CHECK_MS, RENEWAL_CHECK_MS, TimeUnit.MILLISECONDS);
    }

    /**
     * Starts the broker with what its folder holds; whoever reaches it on this machine may do all.
     *
     * @param folder where sessions and messages are kept
     * @param port   loopback port, 0 for any
     * @throws StartFailedException when it does not listen in time; nothing is left running
     */
    public static Broker start(Path folder, int port) {
        return start(folder, BrokerListener.loopback(port), null);
    }

    /**
     * Starts the broker with what its folder holds.
     *
     * @param folder   where sessions and messages are kept
     * @param listener for meters
     * @param access   who may do what; null: whoever reaches it, all
     * @throws StartFailedException     when it does not listen in time; nothing is left running
     * @throws IllegalArgumentException when everybody could reach it from elsewhere
     */
    public static Broker start(Path folder, BrokerListener listener, MeterAccess access) {
        if (listener.isTls() && access == null)
            throw new IllegalArgumentException("with TLS the broker asks meters for their secrets");
        BrokerListener chosen = listener.at(Ports.choose(listener.port(), "broker", "--mqtt-port"));
        int port = listener.isTls() ? Ports.choose(0, "broker", "--mqtt-port") : chosen.port();
        Path configuration = folder.resolve("conf");
        Path data = folder.resolve("data");
        Path extensions = folder.resolve("extensions");
        BrokerKeyStores stores = null;
        try {
            for (Path needed : new Path[]{configuration, data, extensions}) Files.createDirectories(needed);
            if (chosen.isTls()) stores = new BrokerKeyStores(chosen, configuration);
            String listeners = chosen.isTls() ? BrokerListener.loopback(port).xml(null) : "";
            Secrets.write(configuration.resolve("config.xml"),
                    CONFIGURATION.formatted(listeners + chosen.xml(stores), MAX_QUEUED));
        } catch (IOException | IllegalArgumentException e) {
            throw new StartFailedException("broker: " + folder + " cannot be used: " + e.getMessage(), e);
        }
        InternalConfigurations.PERSISTENCE_BUCKET_COUNT.set(STORES);
        InternalConfigurations.PAYLOAD_PERSISTENCE_BUCKET_COUNT.set(STORES);
        InternalConfigurations.PERSISTENCE_SHUTDOWN_GRACE_PERIOD_MSEC.set(STOP_GRACE_MS);
        InternalConfigurations.MAX_INFLIGHT_WINDOW_SIZE_MESSAGES = MAX_IN_FLIGHT;
        var builder = EmbeddedHiveMQ.builder().withConfigurationFolder(configuration).withDataFolder(data)
                .withExtensionsFolder(extensions).withoutLoggingBootstrap();
        if (access != null)
            builder = builder.withEmbeddedExtension(EmbeddedExtension.builder().withId("meter-access")
                    .withName("meter access").withVersion("1").withExtensionMain(access).build());
        Broker broker = new Broker(builder.build(), port, chosen, stores);
        try {
            broker.awaitReady();
            return broker;
        } catch (StartFailedException e) {
            broker.close();
            throw e;
        }
    }

    private void awaitReady() {
        try {
            hivemq.start().get(START_LIMIT.toSeconds(), TimeUnit.SECONDS);
            new Socket(InetAddress.getLoopbackAddress(), port).close();
            new Socket(listener.reachable(), listener.port()).close();
        } catch (ExecutionException e) {
            throw new StartFailedException("broker did not start: " + e.getCause().getMessage(), e);
        } catch (TimeoutException e) {
            throw new StartFailedException("broker did not start within " + START_LIMIT.toSeconds() + " s", e);
        } catch (IOException e) {
            throw new StartFailedException("broker does not listen on port " + listener.port() + ": " + e.getMessage(),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartFailedException("broker: interrupted while it started", e);
        }
    }

    public String host() { return "127.0.0.1"; }

    /** On loopback, not encrypted. */
    public int port() { return port; }

    /** For meters, its port as it was chosen. */
    public BrokerListener listener() { return listener; }

    /** Ends it after its sessions and messages are on disk. */
    @Override
    public void close() {
        renewal.shutdown();
        try {
            hivemq.stop().get(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS);
            hivemq.close();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("the broker did not stop cleanly", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
