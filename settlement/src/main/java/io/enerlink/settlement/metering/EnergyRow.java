package io.enerlink.settlement.metering;

/**
 * What a stretch of time came to at a meter.
 *
 * @param fromMs    its beginning in ms since 1970, not in it itself: a register read then tells of what was before
 * @param toMs      its end, in it
 * @param exportUwh credited, as are the imports
 * @param mintedUwh by reports to the chain that were made in it, as what was burned
 * @param readings  that were stored
 * @param held      of them, those that wait for review
 */
public record EnergyRow(long fromMs, long toMs, long exportUwh, long importUwh, long mintedUwh, long burnedUwh,
        long readings, long held) {

    /** Both together, as one stretch. */
    EnergyRow plus(EnergyRow other, long fromMs, long toMs) {
        return new EnergyRow(fromMs, toMs, Math.addExact(exportUwh, other.exportUwh),
                Math.addExact(importUwh, other.importUwh), Math.addExact(mintedUwh, other.mintedUwh),
                Math.addExact(burnedUwh, other.burnedUwh), readings + other.readings, held + other.held);
    }

    static EnergyRow none(long fromMs, long toMs) {
        return new EnergyRow(fromMs, toMs, 0, 0, 0, 0, 0, 0);
    }
}
