package io.enerlink.benchmarks.simulation;

/** The exchange broke one of its promises. An error, so that nothing in the exchange handles it. */
public final class Violation extends AssertionError {
    private static final long serialVersionUID = 1L;

    private final Check check;

    Violation(Check check, String what) { this(check, what, null); }

    Violation(Check check, String what, Throwable cause) {
        super(what + (cause == null ? "" : ": " + cause));
        if (cause != null) initCause(cause);
        this.check = check;
    }

    /** The same, with how to see it again. */
    Violation of(long seed) {
        Violation told = new Violation(check, check + ", seed " + seed + ": " + getMessage()
                + "\nSee it again with: ./enerlink simulate --seeds 1 --seed " + seed);
        told.initCause(this);
        return told;
    }

    /** Which promise. */
    public Check check() { return check; }
}
