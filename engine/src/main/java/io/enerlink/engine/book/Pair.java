package io.enerlink.engine.book;

/** Two ints in a long, so that a cache line holds more. */
public final class Pair {
    private static final long LOW = 0xFFFF_FFFFL;

    private Pair() {}

    public static long of(int high, int low) {
        return (long) high << 32 | low & LOW;
    }

    public static int high(long pair) {
        return (int) (pair >> 32);
    }

    public static int low(long pair) {
        return (int) pair;
    }

    public static long withHigh(long pair, int high) {
        return pair & LOW | (long) high << 32;
    }

    public static long withLow(long pair, int low) {
        return pair & ~LOW | low & LOW;
    }
}
