package io.enerlink.engine.client;

/**
 * Hears what the engine did, command by command, after it is durable. Called on the engine's matching thread: must
 * not block, and copies what it keeps. At start it hears the replayed commands first, then those that are new. Where the
 * engine starts from a snapshot it hears its state before that, in parts that all come under the snapshot's sequence and
 * of which the first begins with StateRestated.
 */
public interface EventListener {
    /**
     * @param sequence    of the command in the journal, rising by one
     * @param timestampMs of the command
     * @param events      what it caused, only valid during the call; may be empty
     */
    void onEvents(long sequence, long timestampMs, EventBuffer events);

    /**
     * How long a command that a client handed over took on its way through the engine, told after {@link #onEvents}; not
     * of replayed commands, and only where there is a journal. Its time in the journal is that of all that was forced with
     * it.
     *
     * @param ringNs    from being handed over until the journal took it, ns
     * @param journalNs from there until it was durable, ns
     * @param matchNs   from there until it was matched, after what came before it, ns
     * @param publishNs from there until the listeners had heard its events, ns
     */
    default void onTimes(long ringNs, long journalNs, long matchNs, long publishNs) {}

    /** The last command that was ready has been shown: a good moment to flush what was gathered. */
    default void onBatchEnd() {}

    /** The engine has halted: nothing more is told, and what was told last may have been no whole batch or command. */
    default void onHalt() {}

    /**
     * The last command up to which it has stored, for good, what it heard. What makes the later events again, a snapshot
     * and the journal behind it, is kept for it. Any thread; {@code Long.MAX_VALUE}: it needs nothing twice.
     */
    default long storedThrough() { return Long.MAX_VALUE; }
}
