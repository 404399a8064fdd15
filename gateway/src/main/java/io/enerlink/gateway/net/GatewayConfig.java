package io.enerlink.gateway.net;

import java.util.Set;

import io.enerlink.gateway.feed.FeedLimits;
import io.enerlink.gateway.session.SessionLimits;

/**
 * How the gateway listens, and its bounds.
 *
 * @param host                     address to listen on
 * @param port                     0: any free one
 * @param environment              told to clients; {@link #DEMO} is special
 * @param loopThreads              event loops
 * @param verifierThreads          that recover signers
 * @param verifierQueue            requests that may wait for each of them
 * @param heartbeatMs              between pings; three of them without a word close a connection
 * @param handshakeMs              until a new connection has to have said what it wants
 * @param maxConnections           at once
 * @param maxConnectionsPerAddress at once from one network address
 * @param maxQueuedBytes           waiting for one client; one more closes it as a slow reader
 * @param sendBufferBytes          of the socket, 0: the system's
 * @param origins                  of web pages that may connect, such as {@code https://exchange.example}, beside the
 *                                 gateway's own on loopback; who is no browser names none and may
 * @param httpPerSecond            HTTP requests of one network address, on average
 * @param httpBurst                the same at once
 */
public record GatewayConfig(String host, int port, String environment, int loopThreads, int verifierThreads,
        int verifierQueue, int heartbeatMs, int handshakeMs, int maxConnections, int maxConnectionsPerAddress,
        int maxQueuedBytes, int sendBufferBytes, Set<String> origins, int httpPerSecond, int httpBurst,
        SessionLimits session, FeedLimits feed) {

    /** Most bytes of one request. */
    public static final int MAX_FRAME_BYTES = 16 * 1024;

    /** The environment in which clients are played with: the bank gives rupiah for the asking. */
    public static final String DEMO = "demo";

    /** The demo's figures on a small machine. */
    public static GatewayConfig demo(String host, int port) {
        return new GatewayConfig(host, port, DEMO, 2, 2, 4_096, 20_000, 5_000, 10_000, 1_000, 1 << 20, 0,
                Set.of(), 100, 200,
                SessionLimits.defaults(), FeedLimits.defaults());
    }

    public GatewayConfig withEnvironment(String newEnvironment) {
        return new GatewayConfig(host, port, newEnvironment, loopThreads, verifierThreads, verifierQueue, heartbeatMs,
                handshakeMs, maxConnections, maxConnectionsPerAddress, maxQueuedBytes, sendBufferBytes, origins,
                httpPerSecond, httpBurst, session, feed);
    }

    public GatewayConfig withHeartbeat(int newHeartbeatMs, int newHandshakeMs) {
        return new GatewayConfig(host, port, environment, loopThreads, verifierThreads, verifierQueue, newHeartbeatMs,
                newHandshakeMs, maxConnections, maxConnectionsPerAddress, maxQueuedBytes, sendBufferBytes, origins,
                httpPerSecond, httpBurst, session, feed);
    }

    public GatewayConfig withConnections(int newMaxConnections, int newMaxConnectionsPerAddress) {
        return new GatewayConfig(host, port, environment, loopThreads, verifierThreads, verifierQueue, heartbeatMs,
                handshakeMs, newMaxConnections, newMaxConnectionsPerAddress, maxQueuedBytes, sendBufferBytes, origins,
                httpPerSecond, httpBurst, session, feed);
    }

    public GatewayConfig withQueues(int newVerifierQueue, int newMaxQueuedBytes, int newSendBufferBytes) {
        return new GatewayConfig(host, port, environment, loopThreads, verifierThreads, newVerifierQueue, heartbeatMs,
                handshakeMs, maxConnections, maxConnectionsPerAddress, newMaxQueuedBytes, newSendBufferBytes, origins,
                httpPerSecond, httpBurst, session, feed);
    }

    public GatewayConfig withLimits(SessionLimits newSession, FeedLimits newFeed) {
        return new GatewayConfig(host, port, environment, loopThreads, verifierThreads, verifierQueue, heartbeatMs,
                handshakeMs, maxConnections, maxConnectionsPerAddress, maxQueuedBytes, sendBufferBytes, origins,
                httpPerSecond, httpBurst, newSession, newFeed);
    }

    public GatewayConfig withOrigins(Set<String> newOrigins) {
        return new GatewayConfig(host, port, environment, loopThreads, verifierThreads, verifierQueue, heartbeatMs,
                handshakeMs, maxConnections, maxConnectionsPerAddress, maxQueuedBytes, sendBufferBytes,
                Set.copyOf(newOrigins), httpPerSecond, httpBurst, session, feed);
    }

    public GatewayConfig withHttp(int newHttpPerSecond, int newHttpBurst) {
        return new GatewayConfig(host, port, environment, loopThreads, verifierThreads, verifierQueue, heartbeatMs,
                handshakeMs, maxConnections, maxConnectionsPerAddress, maxQueuedBytes, sendBufferBytes, origins,
                newHttpPerSecond, newHttpBurst, session, feed);
    }
}
