package io.enerlink.settlement.chain;

/** The node did not take a signed transaction and says why. */
public final class BroadcastRefusedException extends RuntimeException {
    public BroadcastRefusedException(String message) { super(message); }
}
