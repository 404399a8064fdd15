package io.enerlink.settlement.metering;

/**
 * Places a device's messages in time. Devices without a clock stamp milliseconds since boot, so all that is certain is
 * the order within a boot, and that no boot is later than receipt − uptime. Immutable.
 *
 * <p>
 * An uptime that fell is a reboot when the device booted after its last message was made, else the message is late. A
 * message that waited on its way looks like a later boot, never like an earlier one.
 *
 * @param boots    how many boots were heard of; numbers of boots are never used again
 * @param current  null before the first message
 * @param previous the boot before, to tell its stragglers; null when there was none
 * @param lates    the late messages since the last one in order; null when there are none
 */
record MeterClock(int boots, Boot current, Boot previous, Lates lates) {

    /** From here on a time is one of a clock, in ms since 1970; below it is an uptime. */
    static final long CLOCK_FROM_MS = 1_000_000_000_000L;
    static final MeterClock UNHEARD = new MeterClock(0, null, null, null);
    /** How far boots that are one and the same may seem apart. */
    private static final long TOLERANCE_MS = 1_000;
    /** By this much may a device seem to have booted before its last message, and have rebooted. */
    private static final long REBOOT_TOLERANCE_MS = 250;
    /** Late messages on end, at the pace of a live device, that prove the later boot to be none. */
    private static final int LIVE_LATES = 4;

    /** The newest message of a boot: its uptime and receipt. {@code bootMs} is 0 for a device with a clock. */
    record Boot(int number, long bootMs, long uptimeMs, long receivedMs) {
        long lastSampleMs() { return bootMs + uptimeMs; }

        Boot heard(long bootMs, long uptimeMs, long receivedMs) {
            return new Boot(number, bootMs, uptimeMs, receivedMs);
        }
    }

    /** A run of late messages, by its first. */
    record Lates(int count, long uptimeMs, long receivedMs) {}

    /** Where a message stands to those before it. */
    enum Order {
        FIRST, NEXT, REBOOT, LATE, BEFORE_BOOT;

        /** Tells of what the device measured after everything heard so far. */
        boolean isNewest() {
            return this == FIRST || this == NEXT || this == REBOOT;
        }
    }

    /**
     * A message's place in time.
     *
     * @param sampleMs  when it was made, in ms since 1970
     * @param estimated by receipt and uptime, as the device has no clock
     * @param elapsedMs the most that can have gone by since the newest message before it
     * @param after     the clock once the message counts
     */
    record Place(Order order, int boot, long sampleMs, boolean estimated, long elapsedMs, MeterClock after) {}

    Place place(long timestampMs, long receivedMs) {
        if (current == null) return begin(Order.FIRST, timestampMs, receivedMs, 0);
        boolean estimated = timestampMs < CLOCK_FROM_MS;
        long bootMs = estimated ? receivedMs - timestampMs : 0;
        if (timestampMs > current.uptimeMs)
            return estimated && isBeforeBoot(bootMs)
                    ? ofPreviousBoot(bootMs, timestampMs, receivedMs)
                    : next(current, previous, timestampMs, receivedMs);
        if (estimated && bootMs > current.lastSampleMs() - REBOOT_TOLERANCE_MS)
            return begin(Order.REBOOT, timestampMs, receivedMs, elapsedMs(bootMs + timestampMs, receivedMs));
        return late(Order.LATE, current, timestampMs, receivedMs);
    }

    private Place begin(Order order, long timestampMs, long receivedMs, long elapsedMs) {
        boolean estimated = timestampMs < CLOCK_FROM_MS;
        long bootMs = estimated ? receivedMs - timestampMs : 0;
        Boot boot = new Boot(boots + 1, bootMs, timestampMs, receivedMs);
        MeterClock after = new MeterClock(boots + 1, boot, current, null);
        return new Place(order, boot.number, boot.lastSampleMs(), estimated, elapsedMs, after);
    }

    private Place next(Boot boot, Boot before, long timestampMs, long receivedMs) {
        boolean estimated = timestampMs < CLOCK_FROM_MS;
        Boot heard = boot.heard(estimated ? bootMs(boot, timestampMs, receivedMs) : 0, timestampMs, receivedMs);
        long elapsedMs = Math.max(timestampMs - boot.uptimeMs, elapsedMs(heard.lastSampleMs(), receivedMs));
        if (boot.uptimeMs < CLOCK_FROM_MS && !estimated) elapsedMs = elapsedMs(heard.lastSampleMs(), receivedMs);
        return new Place(Order.NEXT, boot.number, heard.lastSampleMs(), estimated, elapsedMs,
                new MeterClock(boots, heard, before, null));
    }

    private static long bootMs(Boot boot, long uptimeMs, long receivedMs) {
        long bootMs = receivedMs - uptimeMs;
        boolean isLive = isLive(uptimeMs - boot.uptimeMs, receivedMs - boot.receivedMs);
        return isLive ? bootMs : Math.min(boot.bootMs, bootMs);
    }

    /** A device that sends as it measures: its clock and ours went on by the same. */
    private static boolean isLive(long uptimeMs, long receivedMs) {
        return uptimeMs > 0 && Math.abs(receivedMs - uptimeMs) <= Math.min(uptimeMs / 2, TOLERANCE_MS);
    }

    private long elapsedMs(long sampleMs, long receivedMs) {
        return Math.max(0, Math.max(sampleMs - current.lastSampleMs(), receivedMs - current.receivedMs));
    }

    private boolean isBeforeBoot(long bootMs) {
        if (previous == null) return false;
        return bootMs < Math.min(previous.lastSampleMs(), current.bootMs) - TOLERANCE_MS;
    }

    /** A straggler; or the boot before goes on, so that what was taken for a reboot was a late message. */
    private Place ofPreviousBoot(long bootMs, long timestampMs, long receivedMs) {
        if (timestampMs > previous.uptimeMs && bootMs >= previous.bootMs - TOLERANCE_MS)
            return next(previous, null, timestampMs, receivedMs);
        return late(Order.BEFORE_BOOT, previous, timestampMs, receivedMs);
    }

    private Place late(Order order, Boot boot, long timestampMs, long receivedMs) {
        Lates run = lates == null ? new Lates(1, timestampMs, receivedMs)
                : new Lates(lates.count + 1, lates.uptimeMs, lates.receivedMs);
        if (run.count >= LIVE_LATES && isLive(timestampMs - run.uptimeMs, receivedMs - run.receivedMs))
            return begin(Order.REBOOT, timestampMs, receivedMs, receivedMs - current.receivedMs);
        boolean estimated = timestampMs < CLOCK_FROM_MS;
        return new Place(order, boot.number, estimated ? boot.bootMs + timestampMs : timestampMs, estimated, 0,
                new MeterClock(boots, current, previous, run));
    }
}
