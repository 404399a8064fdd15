package io.enerlink.settlement.metering;

/**
 * Where a prepaid meter stands.
 *
 * @param owner       of the meter
 * @param stage       what that led to
 * @param creditUwh   what its owner's wallet holds, less {@code reservedUwh}; negative when more flowed than that
 * @param reservedUwh what flowed and is not burned yet, and debts
 * @param emptyMs     when the credit ran out, in ms since 1970; 0 while there is some
 */
public record PrepaidBalance(String meterId, String owner, Stage stage, long creditUwh, long reservedUwh, long emptyMs,
        PrepaidTerms terms) {
    /** From all to nothing. */
    public enum Stage {
        /** All is as it should be. */
        ON,
        /** The owner is told that little is left. */
        WARNED,
        /** Dispensable loads, those behind the relay, are switched off. */
        SHED,
        /** The grid is off. */
        OFF
    }

    /** When it is switched off unless there is credit before, in ms since 1970; 0 where nothing is counting down. */
    public long offMs() {
        boolean counting = emptyMs > 0 && stage != Stage.OFF && !terms.critical();
        return counting ? emptyMs + terms.grace().toMillis() : 0;
    }
}
