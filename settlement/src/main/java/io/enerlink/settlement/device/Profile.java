package io.enerlink.settlement.device;

/** What a home generates, uses and exchanges with the grid, in steps of five minutes; the same at every asking. */
public interface Profile {
    /** How long a step is. */
    long STEP_MS = 300_000;

    /** A step's energies, in µWh. */
    record Step(long exportUwh, long importUwh, long loadUwh, long solarUwh) {}

    /** @param index of the step since the profile's first midnight; a profile never ends */
    Step step(long index);
}
