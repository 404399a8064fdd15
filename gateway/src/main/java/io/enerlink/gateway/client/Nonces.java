package io.enerlink.gateway.client;

/** Strictly rising order numbers that stay above those of an earlier run: the wall clock in microseconds. */
final class Nonces {
    private long last;

    /** Numbers up to here are used. */
    void startAbove(long lastNonce) {
        last = Math.max(last, lastNonce);
    }

    long next() {
        last = Math.max(last + 1, System.currentTimeMillis() * 1000);
        return last;
    }
}
