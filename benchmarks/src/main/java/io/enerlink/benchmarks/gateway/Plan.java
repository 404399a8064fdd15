package io.enerlink.benchmarks.gateway;

/**
 * How much is sent.
 *
 * @param warm      orders of all before anything is timed
 * @param cancels   of orders that the first trader places before that
 * @param sustained orders of all as fast as they are answered
 * @param pingPongs orders one by one
 * @param paced     orders at planned times
 * @param reads     of orders' states
 * @param changes   of the book
 * @param honest    orders of a client among those that mean harm
 */
record Plan(int warm, int cancels, int sustained, int pingPongs, int paced, int reads, int changes, int honest) {

    static final int IDLE = 10_000;

    private static final int FEW = 1_000;

    static Plan of(boolean quick) {
        return quick ? new Plan(15_000, 15_000, 30_000, 2_000, 10_000, 100_000, 300, 500)
                : new Plan(50_000, 150_000, 200_000, 10_000, 50_000, 400_000, 1_000, 4_000);
    }

    /** Above every request's id. */
    int ids() {
        return warm + 2 * cancels + sustained + pingPongs + paced + reads + 4 * changes + honest + IDLE + FEW;
    }
}
