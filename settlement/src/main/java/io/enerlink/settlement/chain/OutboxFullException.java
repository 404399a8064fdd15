package io.enerlink.settlement.chain;

/** As many transactions wait for the chain as may. Nothing was taken; try again later. */
public final class OutboxFullException extends IllegalStateException {
    public OutboxFullException(String message) { super(message); }
}
