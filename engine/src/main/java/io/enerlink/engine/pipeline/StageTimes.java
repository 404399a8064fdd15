package io.enerlink.engine.pipeline;

import io.enerlink.engine.client.EventListener;

/**
 * When each stage was done with a command, by the machine's clock and outside of what is replayed. The journal writes the
 * arrays, and the ring's sequences hand that on to the matcher. Two readings of the clock a batch of the journal, one a
 * command when it is handed over, one when it is matched and one when it is told.
 */
final class StageTimes {
    /** Of commands that no client handed over. */
    private static final long UNTIMED = -1;

    private final int mask;
    private final long[] ringNs;
    private final long[] journalNs;
    private final long[] durableAtNs;
    private long journalBeganNs;
    private long journalFrom;
    private long matchedAtNs;

    StageTimes(int ringSize) {
        mask = ringSize - 1;
        ringNs = new long[ringSize];
        journalNs = new long[ringSize];
        durableAtNs = new long[ringSize];
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

    void matched() {
        matchedAtNs = System.nanoTime();
    }

    /** The listeners have heard what the command caused, which was matched last: they hear how long that took. */
    void tell(long ringSequence, EventListener[] listeners) {
        int at = at(ringSequence);
        if (ringNs[at] == UNTIMED) return;
        long matchNs = matchedAtNs - durableAtNs[at];
        long publishNs = System.nanoTime() - matchedAtNs;
        for (EventListener listener : listeners) listener.onTimes(ringNs[at], journalNs[at], matchNs, publishNs);
    }

    private int at(long ringSequence) {
        return (int) ringSequence & mask;
    }
}
