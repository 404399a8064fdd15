package io.enerlink.benchmarks.book;

import java.util.Arrays;

/** What a message did to the book, in a few longs each, as a publisher would read it. */
final class LevelLog {
    private static final int TRADE = 1;
    private static final int LEVEL = 2;
    private static final int STRIDE = 8;

    private long[] words = new long[64 * STRIDE];
    private int length;

    void clear() { length = 0; }

    int length() { return length; }

    void traded(long takerId, long makerId, long makerClientId, long priceTicks, long quantityWh) {
        int at = claim(TRADE);
        words[at + 1] = priceTicks;
        words[at + 2] = quantityWh;
        words[at + 3] = makerClientId;
        words[at + 4] = makerId;
        words[at + 5] = takerId;
    }

    void level(long priceTicks, long quantityWh, int orders) {
        int at = claim(LEVEL);
        words[at + 1] = priceTicks;
        words[at + 2] = quantityWh;
        words[at + 3] = orders;
    }

    private int claim(int kind) {
        if (length == words.length) words = Arrays.copyOf(words, length * 2);
        int at = length;
        length += STRIDE;
        words[at] = kind;
        return at;
    }

    void tellTrades(Answer answer) {
        for (int at = 0; at < length; at += STRIDE) {
            if (words[at] == TRADE) answer.traded(words[at + 3], words[at + 1], words[at + 2]);
        }
    }
}
