package io.enerlink.gateway.net;

import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;

import io.enerlink.gateway.auth.Address;
import io.enerlink.gateway.feed.FeedLimits;
import io.enerlink.gateway.session.Rate;
import io.enerlink.gateway.session.SessionLimits;
import io.enerlink.gateway.settings.Settings;

/**
 * How the gateway listens, and its bounds.
 *
 * @param host        address to listen on
 * @param port        0: any free one
 * @param environment told to clients; {@link #DEMO} is special
 */
public record GatewayConfig(String host, int port, String environment, Threads threads, Connections connections,
        Addresses addresses, Access access, SessionLimits session, FeedLimits feed) {

    /** Most bytes of one request. */
    public static final int MAX_FRAME_BYTES = 16 * 1024;

    /** The environment in which clients are played with: the bank gives rupiah for the asking. */
    public static final String DEMO = "demo";

    /**
     * @param loops         event loops; given as 0: one for each processor
     * @param verifiers     that recover signers; given as 0: one for each processor
     * @param verifierQueue requests that may wait for each of them
     */
    public record Threads(int loops, int verifiers, int verifierQueue) {
        public Threads {
            int processors = Runtime.getRuntime().availableProcessors();
            if (loops == 0) loops = processors;
            if (verifiers == 0) verifiers = processors;
        }
    }

    /**
     * @param heartbeatMs     between pings; three of them without a word close a connection
     * @param handshakeMs     until a new connection has to have said what it wants
     * @param max             at once
     * @param maxQueuedBytes  waiting for one client; one more closes it as a slow reader
     * @param sendBufferBytes of the socket, 0: the system's
     */
    public record Connections(int heartbeatMs, int handshakeMs, int max, int maxQueuedBytes, int sendBufferBytes) {}

    /**
     * How much one network address may have.
     *
     * @param maxConnections at once
     * @param connections    new ones
     * @param requests       on WebSockets that have not logged on
     * @param http           HTTP requests
     */
    public record Addresses(int maxConnections, Rate connections, Rate requests, Rate http) {}

    /**
     * @param origins   of web pages that may connect, such as {@code https://exchange.example}, beside the gateway's
     *                  own on loopback; who is no browser names none and may
     * @param operators accounts that may hear {@code system}; in the demo everybody may
     * @param echo      whether {@code /echo} sends back what it gets
     * @param tls       null: without
     */
    public record Access(Set<String> origins, Set<Address> operators, boolean echo, Tls tls) {}

    /** PEM files, the key in PKCS #8. */
    public record Tls(Path certificate, Path key) {}

    /** The demo's figures on a small machine. */
    public static GatewayConfig demo(String host, int port) {
        return new GatewayConfig(host, port, DEMO, new Threads(0, 0, 4_096),
                new Connections(20_000, 5_000, 10_000, 1 << 20, 0),
                new Addresses(1_000, new Rate(100, 1_000), new Rate(500, 2_000), new Rate(100, 200)),
                new Access(Set.of(), Set.of(), false, null), SessionLimits.defaults(), FeedLimits.defaults());
    }

    /** @throws io.enerlink.gateway.protocol.ProtocolException where an operator's address is none */
    public static GatewayConfig of(Settings settings) {
        Settings.Listen listen = settings.listen();
        Settings.Limits limits = settings.limits();
        Tls tls = listen.tls().isOn() ? new Tls(Path.of(listen.tls().certificate()), Path.of(listen.tls().key()))
                : null;
        return new GatewayConfig(listen.host(), listen.port(), settings.environment(),
                new Threads(listen.loops(), listen.verifiers(), listen.verifierQueue()),
                new Connections((int) limits.heartbeat().toMillis(), (int) limits.handshake().toMillis(),
                        limits.connections(), limits.queuedBytes(), 0),
                new Addresses(limits.connectionsPerAddress(),
                        new Rate(limits.addressConnectionsPerSecond(), limits.addressConnectionBurst()),
                        new Rate(limits.addressRequestsPerSecond(), limits.addressRequestBurst()),
                        new Rate(limits.httpPerSecond(), limits.httpBurst())),
                new Access(Set.copyOf(listen.origins()),
                        listen.operators().stream().map(Address::parse).collect(Collectors.toUnmodifiableSet()),
                        listen.echo(), tls),
                new SessionLimits(limits.requestsPerSecond(), limits.requestBurst(), limits.pending(),
                        limits.subscriptions(), limits.chainTimeout().toMillis(),
                        new Rate(limits.refusalsPerSecond(), limits.refusalBurst())),
                new FeedLimits(limits.executionsPerAccount(), limits.executionsAltogether()));
    }

    public boolean isDemo() { return environment.equals(DEMO); }

    public GatewayConfig withEnvironment(String newEnvironment) {
        return new GatewayConfig(host, port, newEnvironment, threads, connections, addresses, access, session, feed);
    }

    public GatewayConfig withHeartbeat(int heartbeatMs, int handshakeMs) {
        return with(new Connections(heartbeatMs, handshakeMs, connections.max, connections.maxQueuedBytes,
                connections.sendBufferBytes));
    }

    public GatewayConfig withConnections(int max, int maxPerAddress) {
        return with(new Connections(connections.heartbeatMs, connections.handshakeMs, max, connections.maxQueuedBytes,
                connections.sendBufferBytes))
                .with(new Addresses(maxPerAddress, addresses.connections, addresses.requests, addresses.http));
    }

    public GatewayConfig withQueues(int verifierQueue, int maxQueuedBytes, int sendBufferBytes) {
        GatewayConfig queued = new GatewayConfig(host, port, environment,
                new Threads(threads.loops, threads.verifiers, verifierQueue), connections, addresses, access, session,
                feed);
        return queued.with(new Connections(connections.heartbeatMs, connections.handshakeMs, connections.max,
                maxQueuedBytes, sendBufferBytes));
    }

    public GatewayConfig withHttp(int perSecond, int burst) {
        return with(new Addresses(addresses.maxConnections, addresses.connections, addresses.requests,
                new Rate(perSecond, burst)));
    }

    public GatewayConfig with(Addresses newAddresses) {
        return new GatewayConfig(host, port, environment, threads, connections, newAddresses, access, session, feed);
    }

    public GatewayConfig withLimits(SessionLimits newSession, FeedLimits newFeed) {
        return new GatewayConfig(host, port, environment, threads, connections, addresses, access, newSession, newFeed);
    }

    public GatewayConfig withOrigins(Set<String> origins) {
        return with(new Access(Set.copyOf(origins), access.operators, access.echo, access.tls));
    }

    public GatewayConfig with(Access newAccess) {
        return new GatewayConfig(host, port, environment, threads, connections, addresses, newAccess, session, feed);
    }

    private GatewayConfig with(Connections newConnections) {
        return new GatewayConfig(host, port, environment, threads, newConnections, addresses, access, session, feed);
    }
}
