package io.enerlink.benchmarks.simulation;

/** The simulated process dies here. An error, so that nothing that handles exceptions lives on. */
final class Crash extends Error {
    private static final long serialVersionUID = 1L;

    Crash() { super("the process dies", null, false, false); }
}
