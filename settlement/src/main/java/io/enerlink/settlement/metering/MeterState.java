package io.enerlink.settlement.metering;

import java.time.Duration;
import java.util.Map;

/**
 * Everything that is remembered of a meter to judge its next reading by. Immutable; stored with what led to it.
 *
 * @param onboarding whether its units fit
 * @param openedMs   when it was set up with an opening register, in ms since 1970; 0 without one
 * @param signed     the newest of its signed readings that counted; null when it counts none
 * @param highestMs  the highest timestamp of its stored readings, of whichever boot: what is above repeats none of them
 */
record MeterState(MeterClock clock, Registers registers, Onboarding onboarding, long openedMs,
        SubmittedReading.Place signed, long highestMs) {

    static final MeterState UNHEARD = new MeterState(MeterClock.UNHEARD, Registers.UNHEARD, Onboarding.BEGIN, 0, null,
            0);
    /** Older readings are refused. */
    static final Duration MAX_AGE = Duration.ofDays(7);
    /** How far the clock of a device that has one may be off. */
    static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(5);
    /** What a device may run ahead of its capacity, in time: messages are not made at the very moment of their values. */
    private static final long SLACK_MS = 30_000;
    private static final long YEAR_MS = Duration.ofDays(365).toMillis();

    MeterState {
        if (onboarding == null) onboarding = Onboarding.PASSED; // states stored before there was any
    }

    /** A meter that begins with registers its installer read. */
    static MeterState opened(Energy opening, long nowMs) {
        return new MeterState(MeterClock.UNHEARD, Registers.opened(opening), Onboarding.BEGIN, nowMs, null, 0);
    }

    MeterState with(Registers registers) {
        return new MeterState(clock, registers, onboarding, openedMs, signed, highestMs);
    }

    MeterState with(Onboarding onboarding) {
        return new MeterState(clock, registers, onboarding, openedMs, signed, highestMs);
    }

    /** What the payloads of a meter's stored readings of a time hash to, by boot. */
    interface Known {
        Map<Integer, String> payloadHashes(long timestampMs);
    }

    /** What is to be done about a reading: {@code after} is the state with it. */
    record Verdict(MeterState after, MeterClock.Place place, Registers.Step step) {
        /** What is odd about it, in words. */
        String detail() {
            return step.status() + " at epoch " + step.after().epoch() + ", made at " + place.sampleMs()
                    + " ms, watermark " + step.after().watermark();
        }
    }

    /**
     * Judges a reading.
     *
     * @throws RefusedMessageException when it is to have no effect
     */
    Verdict judge(SensorMessage message, long receivedMs, Meter meter, Known known) throws RefusedMessageException {
        MeterClock.Place place = clock.place(message.timestampMs(), receivedMs);
        refuseRepeated(message, place, known);
        if (receivedMs - place.sampleMs() > MAX_AGE.toMillis())
            throw new RefusedMessageException(Refusal.TOO_OLD, "made at " + place.sampleMs() + " ms");
        if (isClockOff(place, receivedMs)) return aside(place, message.timestampMs());
        CounterKind kind = new CounterKind(meter.model().registerSpanUwh(), message.sinceReset());
        Registers.Step step = registers.take(message.registers(), kind, place.order(),
                energyUwh(meter.capacityW(), elapsedMs(place, receivedMs)), energyUwh(meter.capacityW(), SLACK_MS));
        Onboarding looked = place.order().isNewest()
                ? onboarding.look(message, place.boot(), meter.units())
                : onboarding;
        return new Verdict(new MeterState(place.after(), step.after(), looked, openedMs, signed,
                Math.max(highestMs, message.timestampMs())), place, step);
    }

    /**
     * Judges a reading whose signature was verified.
     *
     * @throws RefusedMessageException when it is to have no effect
     */
    Verdict judge(SubmittedReading reading, long receivedMs, Meter meter, Known known) throws RefusedMessageException {
        Map<Integer, String> hashes = known.payloadHashes(reading.sampleMs());
        if (hashes.containsValue(reading.payloadHash()))
            throw new RefusedMessageException(Refusal.DUPLICATE, "at " + reading.sampleMs());
        if (!hashes.isEmpty())
            throw new RefusedMessageException(Refusal.CONFLICT, "with another reading at " + reading.sampleMs());
        if (receivedMs - reading.sampleMs() > MAX_AGE.toMillis())
            throw new RefusedMessageException(Refusal.TOO_OLD, "made at " + reading.sampleMs() + " ms");
        if (reading.sampleMs() - receivedMs > CLOCK_TOLERANCE.toMillis())
            throw new RefusedMessageException(Refusal.IN_THE_FUTURE, "made at " + reading.sampleMs() + " ms");
        if (signed != null && (reading.place() == null || !reading.place().isAfter(signed)))
            throw new RefusedMessageException(Refusal.NOT_RISING, "after epoch " + signed.epoch() + ", sequence "
                    + signed.sequence());
        Registers.Step step = signedStep(reading, meter);
        MeterClock.Place place = new MeterClock.Place(MeterClock.Order.NEXT, 0, reading.sampleMs(), false, 0, clock);
        // A signed amount has no power to compare it with: the signature is what is known of it.
        return new Verdict(new MeterState(clock, step.after(), Onboarding.PASSED, receivedMs, reading.place(),
                Math.max(highestMs, reading.sampleMs())), place, step);
    }

    private Registers.Step signedStep(SubmittedReading reading, Meter meter) {
        if (reading.registers() == null) return registers.add(reading.amountUwh());
        if (registers.epoch() == 0 || signed != null && reading.place().epoch() > signed.epoch())
            return registers.restart(reading.registers());
        long elapsedMs = openedMs == 0 ? 0 : Math.max(0, reading.sampleMs() - openedMs) + SLACK_MS;
        return registers.take(reading.registers(), CounterKind.CUMULATIVE, MeterClock.Order.NEXT,
                energyUwh(meter.capacityW(), elapsedMs), energyUwh(meter.capacityW(), SLACK_MS));
    }

    private long elapsedMs(MeterClock.Place place, long receivedMs) {
        boolean isOpening = place.order() == MeterClock.Order.FIRST && openedMs > 0;
        return isOpening ? Math.max(0, receivedMs - openedMs) : place.elapsedMs();
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

    private Verdict aside(MeterClock.Place place, long timestampMs) {
        MeterState after = new MeterState(clock, registers, onboarding, openedMs, signed,
                Math.max(highestMs, timestampMs));
        return new Verdict(after, place, new Registers.Step(registers, ReadingStatus.CLOCK_OFF, Energy.ZERO, null));
    }

    /** What goes through at full capacity, 1 W for 1 h being 10^6 µWh; at most for a year. */
    private static long energyUwh(long capacityW, long elapsedMs) {
        long capped = Math.min(elapsedMs, YEAR_MS);
        return capacityW * (capped / 36) * 10 + capacityW * (capped % 36) * 10 / 36;
    }
}
