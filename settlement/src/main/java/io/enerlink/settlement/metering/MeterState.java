package io.enerlink.settlement.metering;

import java.time.Duration;
import java.util.Optional;

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

    /** The readings of a meter that are stored already: what their payloads hash to. */
    interface Known {
        Optional<String> payloadHash(int boot, long timestampMs);
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

    private void refuseRepeated(SensorMessage message, MeterClock.Place place, Known known)
            throws RefusedMessageException {
        if (clock.current() == null) return;
        if (isStored(message, clock.current(), known) || isStored(message, clock.previous(), known))
            throw new RefusedMessageException(Refusal.DUPLICATE, "at " + message.timestampMs());
        if (known.payloadHash(place.boot(), message.timestampMs()).isPresent())
            throw new RefusedMessageException(Refusal.CONFLICT, "with another reading at " + message.timestampMs());
    }

    private static boolean isStored(SensorMessage message, MeterClock.Boot boot, Known known) {
        return boot != null && known.payloadHash(boot.number(), message.timestampMs())
                .filter(message.payloadHash()::equals).isPresent();
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
