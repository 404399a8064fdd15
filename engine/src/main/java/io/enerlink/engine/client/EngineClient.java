package io.enerlink.engine.client;

import org.agrona.DirectBuffer;

/** The way into the engine for gateways and the settlement bridge, whatever hosts it. Thread-safe. */
public interface EngineClient {
    /**
     * Hands a command over; it is copied. Its answer comes as events that carry its correlation id.
     *
     * @return false when the engine has no room now: nothing was taken, try again later
     */
    boolean submit(DirectBuffer command, int offset, int length);
}
