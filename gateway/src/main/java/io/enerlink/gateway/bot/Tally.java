package io.enerlink.gateway.bot;

import java.util.concurrent.atomic.AtomicLong;

/** Counts what a bot does. Thread-safe. */
final class Tally {
    private final AtomicLong rounds = new AtomicLong();
    private final AtomicLong placed = new AtomicLong();
    private final AtomicLong replaced = new AtomicLong();
    private final AtomicLong canceled = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong deposits = new AtomicLong();
    private volatile String lastProblem = "";

    void round() {
        rounds.incrementAndGet();
    }

    void placed() {
        placed.incrementAndGet();
    }

    void replaced() {
        replaced.incrementAndGet();
    }

    void canceled() {
        canceled.incrementAndGet();
    }

    void deposited() {
        deposits.incrementAndGet();
    }

    void refused(String why) {
        refused.incrementAndGet();
        lastProblem = why;
    }

    void problem(String what) {
        lastProblem = what;
    }

    BotStatus status(String name, boolean connected, boolean paused, int liveOrders) {
        return new BotStatus(name, connected, paused, liveOrders, rounds.get(), placed.get(), replaced.get(),
                canceled.get(), refused.get(), deposits.get(), lastProblem);
    }
}
