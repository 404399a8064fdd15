package io.enerlink.settlement.chain;

/** A contract refused a call. */
public final class CallRevertedException extends RuntimeException {
    private final String revertData;

    /** @param revertData the contract's error, 0x-hexadecimal: selector and arguments; 0x when there is none */
    public CallRevertedException(String message, String revertData) {
        super(message);
        this.revertData = revertData;
    }

    public String revertData() { return revertData; }
}
