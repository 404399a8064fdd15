package io.enerlink.gateway.session;

/** One channel that a session hears. */
public interface Subscription {
    /** The client can take more: sends on where it stopped. */
    default void resume() {}

    /** Nothing is sent any more. */
    void close();
}
