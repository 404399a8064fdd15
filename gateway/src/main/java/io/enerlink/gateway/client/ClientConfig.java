package io.enerlink.gateway.client;

import io.enerlink.gateway.auth.Domain;
import java.net.URI;
import java.time.Duration;

/**
 * Where the exchange is, and how patient a client is.
 *
 * @param uri for example {@code ws://127.0.0.1:8080/ws/v1}
 * @param pinned the only domain to sign for; null takes the one the server names
 * @param requestTimeout how long an answer may take
 * @param chainTimeout the same for what waits for the chain: deposits and the ramp
 * @param firstBackoff pause before the first new try at connecting, doubled with each further one
 * @param longestBackoff longest such pause
 * @param silence how long the server may say nothing, not even a ping, before the line counts as dead
 * @param maxPending requests without an answer yet; one more is refused at once
 */
public record ClientConfig(URI uri, Domain pinned, Duration requestTimeout, Duration chainTimeout,
        Duration firstBackoff, Duration longestBackoff, Duration silence, int maxPending) {
    /** Usual patience: 10 s an answer, a minute the chain, tries again after 0.1 s to 5 s, 60 s of silence, 256 requests. */
    public static ClientConfig of(URI uri) {
        return new ClientConfig(uri, null, Duration.ofSeconds(10), Duration.ofSeconds(60),
                Duration.ofMillis(100), Duration.ofSeconds(5), Duration.ofSeconds(60), 256);
    }
}
