package io.enerlink.settlement.metering;

import java.util.List;
import io.enerlink.settlement.metering.PrepaidBalance.Stage;

/**
 * Where a prepaid meter is on its way from on to off and back. Immutable.
 *
 * @param emptySinceMs when its credit ran out, in ms since 1970; 0 while there is some
 */
record PrepaidState(Stage stage, long emptySinceMs) {
    static final PrepaidState BEGIN = new PrepaidState(Stage.ON, 0);

    /** What a credit leads to. Gets worse step by step with the credit, and all right again only well above the warning. */
    PrepaidState next(long creditUwh, long nowMs, PrepaidTerms terms) {
        if (creditUwh >= terms.onUwh()) return BEGIN;
        long emptyMs = creditUwh > 0 ? 0 : emptySinceMs == 0 ? nowMs : emptySinceMs;
        Stage from = terms.critical() && stage == Stage.OFF ? Stage.SHED : stage; // declared to be critical while it was off
        return new PrepaidState(worse(from, stageOf(creditUwh, emptyMs, nowMs, terms)), emptyMs);
    }

    private static Stage stageOf(long creditUwh, long emptyMs, long nowMs, PrepaidTerms terms) {
        boolean isOver = emptyMs > 0 && nowMs - emptyMs >= terms.grace().toMillis();
        if (isOver && !terms.critical()) return Stage.OFF;
        if (creditUwh < terms.shedUwh() || creditUwh <= 0) return Stage.SHED;
        return creditUwh < terms.warnUwh() ? Stage.WARNED : Stage.ON;
    }

    private static Stage worse(Stage one, Stage other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    /** What the device is told on the way from here. {@code mode} is the grid's, while it is not off. */
    List<DeviceCommand> commandsTo(PrepaidState next, DeviceCommand.GridMode mode) {
        if (next.stage == stage) return List.of();
        return switch (next.stage) {
            case WARNED -> List.of();
            case SHED -> List.of(stage == Stage.OFF ? DeviceCommand.grid(mode) : DeviceCommand.relay(false));
            case OFF -> List.of(DeviceCommand.relay(false), DeviceCommand.grid(DeviceCommand.GridMode.OFF));
            case ON -> switch (stage) {
                case OFF -> List.of(DeviceCommand.grid(mode), DeviceCommand.relay(true));
                case SHED -> List.of(DeviceCommand.relay(true));
                default -> List.of();
            };
        };
    }
}
