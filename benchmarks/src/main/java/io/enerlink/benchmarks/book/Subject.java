package io.enerlink.benchmarks.book;

import io.enerlink.benchmarks.flow.Flow;

/** Who is measured: takes the messages of a flow one by one. */
abstract class Subject {
    /** Applies the message that starts at {@code words[at]}. */
    abstract void apply(long[] words, int at);

    /** From now on answers count; only called where they are compared, never where the clock runs. */
    abstract void answerTo(Answer answer);

    /** Tells what the last message did. */
    abstract void tellLast(long[] words, int at);

    /** Tells what is left in the end: the depth, best first. */
    abstract void tellEnd();

    /** Something that depends on everything done, so that none of it is optimised away. */
    abstract long witness();

    /** The answer to a whole flow. */
    final Answer answer(Flow flow) {
        Answer answer = new Answer();
        answerTo(answer);
        for (int i = 0; i < flow.count(); i++) {
            int at = i * Flow.STRIDE;
            apply(flow.words(), at);
            tellLast(flow.words(), at);
        }
        tellEnd();
        return answer;
    }
}
