package io.enerlink.settlement.metering;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

/** Credits in Wh, times in s: warned below 2,000, shed below 500, on again from 2,500, 600 of grace. */
class PrepaidStateTest {
    private PrepaidState state = PrepaidState.BEGIN;
    private PrepaidTerms terms = PrepaidTerms.DEFAULT;

    private List<String> credit(long creditWh, long atSec) {
        PrepaidState next = state.next(creditWh * 1_000_000, atSec * 1_000, terms);
        List<DeviceCommand> told = state.commandsTo(next, DeviceCommand.GridMode.EXPORT);
        state = next;
        return told.stream().map(DeviceCommand::payload).toList();
    }

    @Test
    void warnsShedsAndSwitchesOffAfterTheGraceAndOnAgainAfterATopUp() {
        assertEquals(List.of(), credit(3_000, 1));
        assertEquals(List.of(), credit(1_999, 2));
        assertEquals(PrepaidState.Stage.WARNED, state.stage());
        assertEquals(List.of("{\"relay\":\"off\"}"), credit(499, 3));
        assertEquals(List.of(), credit(0, 10));
        assertEquals(List.of(), credit(-5, 609));
        assertEquals(PrepaidState.Stage.SHED, state.stage());
        assertEquals(List.of("{\"relay\":\"off\"}", "{\"grid\":\"off\"}"), credit(-6, 610));
        assertEquals(List.of(), credit(-6, 700));
        assertEquals(List.of("{\"grid\":\"export\"}", "{\"relay\":\"on\"}"), credit(2_500, 800));
        assertEquals(PrepaidState.BEGIN, state);
    }

    @Test
    void doesNotFlutterAroundALimit() {
        credit(400, 1);
        assertEquals(List.of(), credit(600, 2));
        assertEquals(List.of(), credit(2_400, 3));
        assertEquals(PrepaidState.Stage.SHED, state.stage());
        assertEquals(List.of("{\"relay\":\"on\"}"), credit(2_600, 4));
    }

    @Test
    void aTopUpWithinTheGraceBeginsItAnew() {
        credit(0, 10);
        credit(100, 500);
        credit(0, 609);
        credit(0, 1_208);
        assertEquals(PrepaidState.Stage.SHED, state.stage());
        credit(0, 1_209);
        assertEquals(PrepaidState.Stage.OFF, state.stage());
    }

    @Test
    void criticalLoadsAreNeverSwitchedOff() {
        terms = new PrepaidTerms(2, 1, 3, Duration.ZERO, true);
        credit(-1_000, 10);
        credit(-2_000, 100_000);
        assertEquals(PrepaidState.Stage.SHED, state.stage());
    }

    @Test
    void termsOutOfOrderAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new PrepaidTerms(2, 3, 4, Duration.ZERO, false));
        assertThrows(IllegalArgumentException.class, () -> new PrepaidTerms(2, 1, 2, Duration.ZERO, false));
    }
}
