package io.enerlink.engine.matching;

import java.util.Arrays;

import io.enerlink.engine.image.StateImage;

/**
 * The closed batches that the chain has not confirmed, oldest first: their ids, which rise by one, their
 * sizes and their last trades.
 */
final class PendingBatches {
    private int[] sizes = new int[8];
    private long[] lastTrades = new long[8];
    private int first;
    private int count;
    private long oldest;

    void add(long batchId, int executions, long lastTradeId) {
        if (count == 0) oldest = batchId;
        if (count == sizes.length) grow();
        lastTrades[first + count & sizes.length - 1] = lastTradeId;
        sizes[first + count++ & sizes.length - 1] = executions;
    }

    int count() { return count; }

    /** Executions of a batch, counted from the oldest. */
    int executions(int index) {
        return sizes[first + index & sizes.length - 1];
    }

    long lastTradeId(int index) {
        return lastTrades[first + index & sizes.length - 1];
    }

    /** The id of the oldest; 0 when there is none. */
    long oldest() { return count == 0 ? 0 : oldest; }

    /** Takes the oldest out and returns how many executions it has. */
    int removeOldest() {
        int executions = sizes[first];
        first = first + 1 & sizes.length - 1;
        count--;
        oldest++;
        return executions;
    }

    void hash(StateHash hash) {
        hash.add(count).add(oldest());
        for (int i = 0; i < count; i++) {
            hash.add(sizes[first + i & sizes.length - 1]);
        }
    }

    private void grow() {
        int[] grown = Arrays.copyOf(sizes, sizes.length * 2);
        long[] grownTrades = Arrays.copyOf(lastTrades, sizes.length * 2);
        for (int i = 0; i < count; i++) {
            grown[i] = executions(i);
            grownTrades[i] = lastTradeId(i);
        }
        sizes = grown;
        lastTrades = grownTrades;
        first = 0;
    }

    /** Carries everything into an image, or out of one into what is new. */
    void carry(StateImage image) {
        sizes = image.carry(sizes);
        lastTrades = image.carry(lastTrades);
        first = image.carry(first);
        count = image.carry(count);
        oldest = image.carry(oldest);
    }
}
