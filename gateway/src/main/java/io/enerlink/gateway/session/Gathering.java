package io.enerlink.gateway.session;

import java.util.ArrayList;
import java.util.List;

/**
 * Holds what the engine's matching thread sends while it tells a batch of events, so that a connection is woken and
 * written to once for all that a batch has for it. Others' sends go at once.
 */
public final class Gathering {
    /** So long a client waits for the others of its batch. */
    private static final int MOST_COMMANDS = 64;

    private final List<Runnable> held = new ArrayList<>();
    private volatile Thread publisher;
    private int commands;

    /** What one more command caused is told next, on this thread. */
    public void begin() {
        if (publisher == null) publisher = Thread.currentThread();
        else if (++commands % MOST_COMMANDS == 0) release();
    }

    /** The batch has been told. On the same thread. */
    public void end() {
        publisher = null;
        release();
    }

    /**
     * @param send lets go what is queued
     * @return false where it is not held: it is to be run at once
     */
    public boolean holds(Runnable send) {
        if (Thread.currentThread() != publisher) return false;
        held.add(send);
        return true;
    }

    private void release() {
        commands = 0;
        for (Runnable send : held) send.run();
        held.clear();
    }
}
