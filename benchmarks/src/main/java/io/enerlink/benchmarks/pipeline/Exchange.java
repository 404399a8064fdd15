package io.enerlink.benchmarks.pipeline;

import io.enerlink.benchmarks.book.Answer;

/** A whole exchange with its threads: takes the messages of a flow on one thread and tells on another when each is done. */
public interface Exchange extends AutoCloseable {
    /** Hears of results, in order, on the exchange's own thread. */
    interface Results {
        /** @param index of the message, as it was submitted */
        void done(long index);
    }

    /** How its threads wait for work. */
    enum Waits {
        BLOCKING, YIELDING, BUSY_SPIN
    }

    /** Waits until there is room, then hands the message at {@code words[at]} over. */
    void submit(long[] words, int at, long index);

    /** From now on every result goes into the answer as well. */
    void answerTo(Answer answer);

    @Override
    void close();
}
