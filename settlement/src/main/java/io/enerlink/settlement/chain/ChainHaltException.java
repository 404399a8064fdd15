package io.enerlink.settlement.chain;

/** The chain and our record of it contradict each other in a way that only an operator can resolve. Nothing is sent. */
public final class ChainHaltException extends RuntimeException {
    public ChainHaltException(String message) { super(message); }
}
