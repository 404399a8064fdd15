package io.enerlink.benchmarks.simulation;

/** The exchange broke one of its promises. */
public final class Violation extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Check check;

    Violation(Check check, String what) {
        super(check + ": " + what);
        this.check = check;
    }

    Violation(Check check, String what, Throwable cause) {
        super(check + ": " + what + ": " + cause, cause);
        this.check = check;
    }

    /** Which promise. */
    public Check check() { return check; }
}
