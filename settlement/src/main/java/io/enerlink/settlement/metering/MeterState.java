package io.enerlink.settlement.metering;

import java.time.Duration;
import java.util.Map;

/** Everything that is remembered of a meter to judge its next reading by. Immutable; stored with what led to it. */
record MeterState(MeterClock clock, Registers registers) {

    static final MeterState UNHEARD = new MeterState(MeterClock.UNHEARD, Registers.UNHEARD);
    /** Older readings are refused. */
    static final Duration MAX_AGE = Duration.ofDays(7);
    /** How far the clock of a device that has one may be off. */
    static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(5);
    /** What a device may run ahead of its capacity, in time: messages are not made at the very moment of their values. */
    private static final long SLACK_MS = 30_000;
    private static final long YEAR_MS = Duration.ofDays(365).toMillis();

    /** What the payloads of a meter's stored readings of a time hash to, by boot. */
    interface Known {
        Map<Integer, String> payloadHashes(long timestampMs);
    }

    /** What is to be done about a reading: {@code after} is the state with it. */
    record Verdict(MeterState after, MeterClock.Place place, Registers.Step step) {}

    /**
     * Judges a reading.
     *
     * @throws RefusedMessageException when it is to have no effect
     */
    Verdict judge(SensorMessage message, long receivedMs, long capacityW, Known known) throws RefusedMessageException {
        MeterClock.Place place = clock.place(message.timestampMs(), receivedMs);
        refuseRepeated(message, place, known);
        if (receivedMs - place.sampleMs() > MAX_AGE.toMillis())
            throw new RefusedMessageException(Refusal.TOO_OLD, "made at " + place.sampleMs() + " ms");
        if (isClockOff(place, receivedMs)) return aside(place);
        Registers.Step step = registers.take(message.registers(), place.order(),
                energyUwh(capacityW, place.elapsedMs()), energyUwh(capacityW, SLACK_MS));
        return new Verdict(new MeterState(place.after(), step.after()), place, step);
    }

    /** The same bytes are a repetition whatever boot they came from: a broker may repeat over a crash loop. */
    private static void refuseRepeated(SensorMessage message, MeterClock.Place place, Known known)
            throws RefusedMessageException {
        Map<Integer, String> hashes = known.payloadHashes(message.timestampMs());
        if (hashes.containsValue(message.payloadHash()))
            throw new RefusedMessageException(Refusal.DUPLICATE, "at " + message.timestampMs());
        if (hashes.containsKey(place.boot()))
            throw new RefusedMessageException(Refusal.CONFLICT, "with another reading at " + message.timestampMs());
    }

    private static boolean isClockOff(MeterClock.Place place, long receivedMs) {
        return !place.estimated() && Math.abs(receivedMs - place.sampleMs()) > CLOCK_TOLERANCE.toMillis();
    }

    private Verdict aside(MeterClock.Place place) {
        return new Verdict(this, place, new Registers.Step(registers, ReadingStatus.CLOCK_OFF, Energy.ZERO, null));
    }

    /** What goes through at full capacity, 1 W for 1 h being 10^6 µWh; at most for a year. */
    private static long energyUwh(long capacityW, long elapsedMs) {
        long capped = Math.min(elapsedMs, YEAR_MS);
        return capacityW * (capped / 36) * 10 + capacityW * (capped % 36) * 10 / 36;
    }
}
