package io.enerlink.gateway.session;

import io.enerlink.gateway.protocol.JsonWriter;

/** The way to one client. Every method may be called from any thread and none blocks. */
public interface Outbound {
    /** Closes a client that reads too slowly; it resumes with {@code fromSeq}. */
    int SLOW_READER = 4008;
    /** Closes a client that goes on and on above its limits. */
    int POLICY_VIOLATION = 1008;
    /** Closes a session whose agent may not act for the account any more. */
    int REVOKED = 4003;
    /** Closes a client that asks for what is old while the history cannot be read. */
    int TRY_AGAIN = 1013;
    /** Closes every client before a planned stop. */
    int GOING_AWAY = 1001;

    /**
     * Queues a message, UTF-8 JSON that nobody changes any more. Where the queue is at its bound the client is a slow
     * reader: the connection is closed with {@link #SLOW_READER}.
     */
    void send(byte[] message);

    /** The same with a text of which there is one reader; it is taken. */
    default void send(JsonWriter message) {
        send(message.bytes());
    }

    /** The same; it leaves with the others of the batch. */
    default void send(byte[] message, Batch batch) {
        send(message);
    }

    /**
     * Whether there is room for what can wait. Once this was false, {@link Session#resume()} is called when there is
     * room again.
     */
    boolean writable();

    void close(int code, String reason);

    /** Who speaks is known now, and is served apart from strangers. */
    default void signedIn() {}

    /** Reads nothing more from the client for so long. */
    default void pause(long millis) {}
}
