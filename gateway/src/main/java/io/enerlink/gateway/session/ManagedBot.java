package io.enerlink.gateway.session;

import io.enerlink.gateway.auth.Address;
import io.enerlink.gateway.protocol.JsonWriter;

/** A bot that runs inside the exchange's process and may be told to rest. Any thread, none of it blocks. */
public interface ManagedBot {
    String name();

    /** The account that it trades for. */
    Address address();

    /** Adds what it has done as members of an object. */
    void write(JsonWriter json);

    /** Cancels its orders and places none. */
    void pause();

    void resume();
}
