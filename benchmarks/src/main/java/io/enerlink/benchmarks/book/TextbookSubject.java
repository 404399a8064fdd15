package io.enerlink.benchmarks.book;

import io.enerlink.benchmarks.flow.Flow;

/** The textbook's book. Its answer is the one that the others are held against, since it does everything plainly. */
final class TextbookSubject extends Subject {
    private final Textbook book = new Textbook(this::traded);
    private boolean applied;
    private long lastQuantity;
    private Answer answer;

    private void traded(Textbook.Order maker, Textbook.Order taker, long price, long quantity) {
        lastQuantity = quantity;
        if (answer == null) return;
        answer.traded(maker.id, price, quantity);
        answer.settle(taker.side, taker.account, maker.account, price, quantity);
    }

    @Override
    void apply(long[] words, int at) {
        long id = words[at + 1];
        applied = switch (Flow.operation(words[at])) {
            case Flow.PLACE -> place(words, at, true);
            case Flow.PLACE_IOC -> place(words, at, false);
            case Flow.MOVE -> book.move(id, words[at + 2]);
            case Flow.REDUCE -> book.reduce(id, Flow.takenOff(words[at + 3]));
            default -> book.cancel(id);
        };
    }

    private boolean place(long[] words, int at, boolean rests) {
        long first = words[at];
        book.place(words[at + 1], Flow.side(first), Flow.account(first), Flow.number(first), words[at + 2],
                words[at + 3], rests);
        return true;
    }

    @Override
    void answerTo(Answer told) { answer = told; }

    @Override
    void tellLast(long[] words, int at) {
        answer.ended(applied);
        answer.sized(book.size(), book.levels(0).size() + book.levels(1).size());
    }

    @Override
    void tellEnd() {
        for (int side = 0; side < 2; side++) {
            for (Textbook.Level level : book.levels(side).values()) {
                answer.level(side, level.price, level.volume, level.count);
            }
        }
    }

    @Override
    long witness() { return book.size() + lastQuantity; }
}
