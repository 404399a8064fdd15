package io.enerlink.settlement.metering;

/** A device's message cannot be taken, and why. */
public final class RefusedMessageException extends Exception {
    private final Refusal refusal;

    /** @param detail what exactly, for whoever looks into it */
    public RefusedMessageException(Refusal refusal, String detail) {
        super(refusal + ": " + detail);
        this.refusal = refusal;
    }

    public Refusal refusal() { return refusal; }
}
