package io.enerlink.settlement.metering;

/**
 * What metering came to since the database began.
 *
 * @param readingsAccepted stored, and neither refused nor held
 * @param refused          messages refused, repeated ones not counted
 * @param held             readings held for review
 * @param carriedUwh       of all meters now, below their thresholds; negative when imports prevail
 * @param debtUwh          of all owners now
 */
public record MeteringTotals(long readingsAccepted, long refused, long held, long etkMintedUwh, long etkBurnedUwh,
        long carriedUwh, long debtUwh) {}
