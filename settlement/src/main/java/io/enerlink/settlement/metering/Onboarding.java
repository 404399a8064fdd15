package io.enerlink.settlement.metering;

/**
 * Whether a new meter's powers, currents and energies fit each other in the units of its model, and its signs are right.
 * Until that is known nothing of it is settled. Compares V·I with P, and the integral of P with what the registers rose
 * by; a factor of 30 decides, as wrong units are wrong by 1000. A device that tells no power cannot be checked. Immutable.
 *
 * @param looks       intervals between two readings that were looked at
 * @param strange     readings whose V·I is far from P
 * @param wrongSigns  readings with a negative power in a direction whose register rose
 * @param integralUwh ∫|P| over the intervals
 * @param countedUwh  what both registers rose by meanwhile
 * @param last        the reading before; null at first
 */
public record Onboarding(State state, int looks, int strange, int wrongSigns, long integralUwh, long countedUwh,
        Look last) {
    /** Where the check is. */
    public enum State {
        /** Not enough was seen yet. */
        CHECKING,
        /** All fits, or an operator said that it does. */
        PASSED,
        /** Powers, currents and energies do not fit in the model's units. */
        UNITS,
        /** Powers have the wrong sign. */
        SIGN
    }

    static final Onboarding BEGIN = new Onboarding(State.CHECKING, 0, 0, 0, 0, 0, null);
    static final Onboarding PASSED = new Onboarding(State.PASSED, 0, 0, 0, 0, 0, null);
    static final int MIN_LOOKS = 3;
    /** By then a power that flows has shown in a register, and the other way round. */
    private static final int MAX_LOOKS = 12;
    private static final long MAX_INTERVAL_MS = 600_000;
    /** 1 mW for 1 ms is 1/3600 µWh. */
    private static final long MS_PER_UWH_OF_MW = 3_600;

    /** A reading. {@code powerMw} is that of both directions, without sign. */
    public record Look(int boot, long timestampMs, long powerMw, Energy registers) {}

    /** Looks at a reading that is newer than all before. */
    Onboarding look(SensorMessage message, int boot, Units units) {
        if (state != State.CHECKING) return this;
        if (message.exported().power() == null && message.imported().power() == null) return PASSED;
        long powerMw = Math.abs(message.exported().powerMw(units)) + Math.abs(message.imported().powerMw(units));
        Look now = new Look(boot, message.timestampMs(), powerMw, message.registers());
        if (!isNextTo(now)) return new Onboarding(state, looks, strange, wrongSigns, integralUwh, countedUwh, now);
        long ms = now.timestampMs - last.timestampMs;
        Energy risen = now.registers.minus(last.registers);
        boolean isStrange = message.exported().isStrange(units) || message.imported().isStrange(units);
        boolean isWrong = risen.exportUwh() > 0 && message.exported().powerMw(units) < 0
                || risen.importUwh() > 0 && message.imported().powerMw(units) < 0;
        return new Onboarding(state, looks + 1, strange + (isStrange ? 1 : 0), wrongSigns + (isWrong ? 1 : 0),
                integralUwh + (last.powerMw + powerMw) / 2 * ms / MS_PER_UWH_OF_MW,
                countedUwh + risen.exportUwh() + risen.importUwh(), now).decided();
    }

    private boolean isNextTo(Look now) {
        return last != null && last.boot == now.boot && now.timestampMs - last.timestampMs <= MAX_INTERVAL_MS
                && now.registers.atLeast(last.registers);
    }

    private Onboarding decided() {
        if (strange >= MIN_LOOKS) return ended(State.UNITS);
        if (wrongSigns >= MIN_LOOKS) return ended(State.SIGN);
        boolean isEnough = Math.min(integralUwh, countedUwh) > MIN_LOOKS;
        if (looks < MIN_LOOKS || !isEnough && (looks < MAX_LOOKS || integralUwh + countedUwh < MAX_LOOKS)) return this;
        boolean fits = countedUwh <= Flow.TOLERANCE * integralUwh && integralUwh <= Flow.TOLERANCE * countedUwh;
        return fits ? PASSED : ended(State.UNITS);
    }

    private Onboarding ended(State how) {
        return new Onboarding(how, looks, strange, wrongSigns, integralUwh, countedUwh, null);
    }
}
