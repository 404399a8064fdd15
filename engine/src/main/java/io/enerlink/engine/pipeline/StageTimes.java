package io.enerlink.engine.pipeline;

import io.enerlink.engine.client.EventListener;

/**
 * When each stage was done with a command, by the machine's clock and outside of what is replayed. Each array has one
 * writer, and the ring's sequences hand what it wrote on to the publisher. Two readings of the clock a batch and stage,
 * one a command when it is handed over and one when it is told.
 */
final class StageTimes {
    /** Of commands that no client handed over. */
    private static final long UNTIMED = -1;

    private final int mask;
    private final long[] ringNs;
    private final long[] journalNs;
    private final long[] durableAtNs;
    private final long[] matchNs;
    private final long[] matchedAtNs;
    private long journalBeganNs;
    private long journalFrom;
    private long matchBeganNs;
    private long matchFrom;

    StageTimes(int ringSize) {
        mask = ringSize - 1;
        ringNs = new long[ringSize];
        journalNs = new long[ringSize];
        durableAtNs = new long[ringSize];
        matchNs = new long[ringSize];
        matchedAtNs = new long[ringSize];
    }

    void journalBegins() {
        journalBeganNs = System.nanoTime();
    }

    void journals(long ringSequence, Slot slot) {
        ringNs[at(ringSequence)] = slot.submittedNs == 0 ? UNTIMED : journalBeganNs - slot.submittedNs;
    }

    /** What was journaled up to here is durable. */
    void durable(long ringSequence) {
        long nowNs = System.nanoTime();
        for (; journalFrom <= ringSequence; journalFrom++) {
            journalNs[at(journalFrom)] = nowNs - journalBeganNs;
            durableAtNs[at(journalFrom)] = nowNs;
        }
    }

    void matchBegins() {
        matchBeganNs = System.nanoTime();
    }

    void matched(long ringSequence) {
        long nowNs = System.nanoTime();
        for (; matchFrom <= ringSequence; matchFrom++) {
            matchNs[at(matchFrom)] = nowNs - matchBeganNs;
            matchedAtNs[at(matchFrom)] = nowNs;
        }
    }

    /** The listeners have heard what the command caused: they hear how long that took. */
    void told(long ringSequence, EventListener[] listeners) {
        int at = at(ringSequence);
        if (ringNs[at] == UNTIMED) return;
        long publishNs = System.nanoTime() - Math.max(durableAtNs[at], matchedAtNs[at]);
        for (EventListener listener : listeners) listener.onTimes(ringNs[at], journalNs[at], matchNs[at], publishNs);
    }

    private int at(long ringSequence) {
        return (int) ringSequence & mask;
    }
}
