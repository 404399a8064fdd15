package io.enerlink.settlement.metering;

/**
 * A stored reading.
 *
 * @param timestampMs   as the device says it: ms since boot, or since 1970
 * @param sampleMs      when it was made, in ms since 1970
 * @param estimated     {@code sampleMs} is, from receipt and uptime
 * @param registers     what the meter's cumulative registers read
 * @param credited      the change that counts towards ETK
 * @param exportPowerMw 0 where the device does not say
 * @param importPowerMw 0 where the device does not say
 */
public record Reading(String meterId, int boot, long timestampMs, long receivedMs, long sampleMs, boolean estimated,
        int epoch, ReadingStatus status, Energy registers, Energy credited, long exportPowerMw, long importPowerMw) {

    /** Where history has it: a clock that is off does not move energy into another century. */
    long countedMs() {
        return status == ReadingStatus.CLOCK_OFF ? receivedMs : sampleMs;
    }
}
