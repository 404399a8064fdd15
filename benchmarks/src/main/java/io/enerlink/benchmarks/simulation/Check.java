package io.enerlink.benchmarks.simulation;

/** What must hold after every step of a simulated world. */
public enum Check {
    /** What was acknowledged is there, once, and the state is that of a run that never crashed. */
    ACKNOWLEDGED,
    /** ETK and IDRS are neither made nor lost. */
    CONSERVED,
    /** Nothing was shown before it was durable. */
    DURABLE,
    /** Each trade and each meter report takes effect on the chain exactly once. */
    SETTLED_ONCE,
    /** The best price trades first, and at a price who came first. */
    PRICE_TIME,
    /** Damage is found, or harmless. */
    DAMAGE,
    /** A failure of the disk halts, and what failed is not used again. */
    HALT,
    /** A crash, and nothing but a crash: the exchange starts again and goes on working. */
    ALIVE
}
