package io.enerlink.benchmarks.simulation;

/** The exchange broke one of its promises. An error, so that nothing in the exchange handles it. */
public final class Violation extends AssertionError {
    private static final long serialVersionUID = 1L;

    private final Check check;

    Violation(Check check, String what) { this(check, what, null); }

    Violation(Check check, String what, Throwable cause) {
        super(check + ": " + what + (cause == null ? "" : ": " + cause), cause);
        this.check = check;
    }

    /** Which promise. */
    public Check check() { return check; }
}
