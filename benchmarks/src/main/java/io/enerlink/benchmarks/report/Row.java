package io.enerlink.benchmarks.report;

/**
 * One comparison.
 *
 * @param benchmark     what was measured
 * @param subject       whose score it is
 * @param baseline      who it is compared with; null when with nobody
 * @param ratio         how many times better than the baseline; 0 without one
 * @param lowest        of the scores whose median {@code score} is
 * @param highest       of them
 * @param target        the ratio, or for a score without baseline the score, that it should reach; 0 when there is none
 */
public record Row(String benchmark, String subject, double score, String unit, String baseline, double baselineScore,
        double ratio, double lowest, double highest, double target) {

    /** Without a baseline. */
    public static Row of(String benchmark, String subject, Scores scores, String unit) {
        return new Row(benchmark, subject, scores.median(), unit, null, 0, 0, scores.lowest(), scores.highest(), 0);
    }

    /** Compared with a baseline that takes {@code other} of the same unit, where less is better. */
    public Row lessThan(String other, double otherScore, double targetRatio) {
        return new Row(benchmark, subject, score, unit, other, otherScore, otherScore / score, lowest, highest,
                targetRatio);
    }

    /** Compared with a baseline where more is better. */
    public Row moreThan(String other, double otherScore, double targetRatio) {
        return new Row(benchmark, subject, score, unit, other, otherScore, score / otherScore, lowest, highest,
                targetRatio);
    }

    String verdict() {
        if (target == 0) return "";
        return ratio >= target ? "met" : "short";
    }
}
