package io.enerlink.settlement.metering;

/** What a meter's two cumulative registers read, or a change of both. In µWh, which is one base unit of ETK. */
public record Energy(long exportUwh, long importUwh) {
    /** Nothing. */
    public static final Energy ZERO = new Energy(0, 0);

    /** @throws ArithmeticException beyond 64 bits */
    public Energy plus(Energy other) {
        return new Energy(Math.addExact(exportUwh, other.exportUwh), Math.addExact(importUwh, other.importUwh));
    }

    /** @throws ArithmeticException beyond 64 bits */
    public Energy minus(Energy other) {
        return new Energy(Math.subtractExact(exportUwh, other.exportUwh),
                Math.subtractExact(importUwh, other.importUwh));
    }

    /** Neither register below the other's. */
    public boolean atLeast(Energy other) {
        return exportUwh >= other.exportUwh && importUwh >= other.importUwh;
    }

    /** What is minted above zero and burned below it. */
    public long netUwh() {
        return Math.subtractExact(exportUwh, importUwh);
    }

    /** The greater of the two. */
    public long peakUwh() { return Math.max(exportUwh, importUwh); }
}
