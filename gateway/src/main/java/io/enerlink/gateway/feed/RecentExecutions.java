package io.enerlink.gateway.feed;

import org.agrona.collections.Long2LongHashMap;

/**
 * The last executions of one account: a ring that grows to its bound, found by their number, and the newest of an order by
 * either of its names. Not thread-safe.
 */
final class RecentExecutions {
    private static final int INITIAL = 16;
    /** Below every number. */
    private static final long NONE = 0;

    private final int max;
    private final Long2LongHashMap lastByOrder = new Long2LongHashMap(NONE);
    private final Long2LongHashMap lastByClientOrder = new Long2LongHashMap(NONE);
    private Execution[] ring = new Execution[INITIAL];
    private long earliestSeq = 1;
    private long lastSeq;

    RecentExecutions(int max) { this.max = max; }

    /** The number of the oldest that is remembered; one above the last where none is. */
    long earliestSeq() {
        return earliestSeq;
    }

    /** The number of the newest there ever was, 0 before the first. */
    long lastSeq() { return lastSeq; }

    /** Those up to here are known to have been, and not remembered. */
    void startAfter(long seq) {
        if (lastSeq != 0) throw new IllegalStateException("executions up to " + lastSeq + " were heard before");
        lastSeq = seq;
        earliestSeq = seq + 1;
    }

    /** @throws IllegalStateException where a number is left out: an execution would be lost */
    void add(Execution execution) {
        if (execution.seq() != lastSeq + 1) {
            throw new IllegalStateException("execution " + execution.seq() + " follows " + lastSeq);
        }
        if (size() == max) forgetThrough(earliestSeq);
        if (size() == ring.length) grow();
        lastSeq++;
        ring[slot(lastSeq)] = execution;
        lastByOrder.put(execution.order().orderId(), lastSeq);
        lastByClientOrder.put(execution.order().clientOrderId(), lastSeq);
    }

    Execution get(long seq) {
        return ring[slot(seq)];
    }

    void forgetThrough(long seq) {
        for (; earliestSeq <= seq && earliestSeq <= lastSeq; earliestSeq++) {
            Execution forgotten = get(earliestSeq);
            ring[slot(earliestSeq)] = null;
            lastByOrder.remove(forgotten.order().orderId(), earliestSeq);
            lastByClientOrder.remove(forgotten.order().clientOrderId(), earliestSeq);
        }
    }

    /** The newest of an order, by either of its names; null where none is remembered. */
    Execution last(long orderId, long clientOrderId) {
        long seq = orderId != 0 ? lastByOrder.get(orderId) : lastByClientOrder.get(clientOrderId);
        return seq == NONE ? null : get(seq);
    }

    private long size() {
        return lastSeq + 1 - earliestSeq;
    }

    private void grow() {
        Execution[] smaller = ring;
        ring = new Execution[smaller.length * 2];
        for (long seq = earliestSeq; seq <= lastSeq; seq++) ring[slot(seq)] = smaller[(int) (seq % smaller.length)];
    }

    private int slot(long seq) {
        return (int) (seq % ring.length);
    }
}
