package io.enerlink.benchmarks.simulation;

import java.util.Random;

/** Counts what the process does to disk, database and chain, and lets it die at one of these operations. */
final class Fate {
    private final Random random;
    private long operations;
    private long crashAt = Long.MAX_VALUE;
    private boolean dead;

    Fate(Random random) { this.random = random; }

    Random random() { return random; }

    /** Lets the process die at the operation that many operations from now. */
    void crashAfter(int more) {
        crashAt = operations + more;
    }

    /** A process begins, and nothing happens to it. */
    void calm() {
        crashAt = Long.MAX_VALUE;
        dead = false;
    }

    boolean isDead() { return dead; }

    /** The process dies now. */
    Crash die() {
        dead = true;
        return new Crash();
    }

    long operations() { return operations; }

    /** Another operation begins; whether the process dies in the middle of it. */
    boolean strikes() {
        if (dead) throw new Crash();
        dead = ++operations >= crashAt;
        return dead;
    }

    /** Another operation begins, one that happens as a whole or not at all; both are possible when the process dies. */
    void wholly(Runnable operation) {
        boolean struck = strikes();
        if (struck && random.nextBoolean()) throw new Crash();
        operation.run();
        if (struck) throw new Crash();
    }

    boolean oneIn(int times) {
        return random.nextInt(times) == 0;
    }
}
