package io.enerlink.settlement.metering;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.List;

import io.enerlink.settlement.metering.PrepaidBalance.Stage;

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
        assertEquals(Stage.WARNED, state.stage());
        assertEquals(List.of("{\"relay\":\"off\"}"), credit(499, 3));
        assertEquals(List.of(), credit(0, 10));
        assertEquals(List.of(), credit(-5, 609));
        assertEquals(Stage.SHED, state.stage());
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
        assertEquals(Stage.SHED, state.stage());
        assertEquals(List.of("{\"relay\":\"on\"}"), credit(2_600, 4));
    }

    @Test
    void aTopUpWithinTheGraceBeginsItAnew() {
        credit(0, 10);
        credit(100, 500);
        credit(0, 609);
        credit(0, 1_208);
        assertEquals(Stage.SHED, state.stage());
        credit(0, 1_209);
        assertEquals(Stage.OFF, state.stage());
    }

    @Test
    void criticalLoadsAreNeverSwitchedOff() {
        terms = new PrepaidTerms(2, 1, 3, Duration.ZERO, true);
        credit(-1_000, 10);
        credit(-2_000, 100_000);
        assertEquals(Stage.SHED, state.stage());
    }

    @Test
    void termsOutOfOrderAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new PrepaidTerms(2, 3, 4, Duration.ZERO, false));
        assertThrows(IllegalArgumentException.class, () -> new PrepaidTerms(2, 1, 2, Duration.ZERO, false));
    }

    @Test
    void everyTransitionTellsTheDeviceWhatItTakesAndNothingElse() {
        terms = new PrepaidTerms(2_000_000_000L, 500_000_000L, 2_500_000_000L, Duration.ofSeconds(600), false);
        transition(Stage.ON, 2_000, Stage.ON);
        transition(Stage.ON, 1_999, Stage.WARNED);
        transition(Stage.ON, 499, Stage.SHED, "{\"relay\":\"off\"}");
        transition(Stage.ON, -1, Stage.OFF, "{\"relay\":\"off\"}", "{\"grid\":\"off\"}");
        transition(Stage.WARNED, 500, Stage.WARNED);
        transition(Stage.WARNED, 2_499, Stage.WARNED);
        transition(Stage.WARNED, 2_500, Stage.ON);
        transition(Stage.WARNED, 499, Stage.SHED, "{\"relay\":\"off\"}");
        transition(Stage.WARNED, 0, Stage.OFF, "{\"relay\":\"off\"}", "{\"grid\":\"off\"}");
        transition(Stage.SHED, 2_499, Stage.SHED);
        transition(Stage.SHED, 2_500, Stage.ON, "{\"relay\":\"on\"}");
        transition(Stage.SHED, 0, Stage.OFF, "{\"relay\":\"off\"}", "{\"grid\":\"off\"}");
        transition(Stage.OFF, 2_499, Stage.OFF);
        transition(Stage.OFF, 2_500, Stage.ON, "{\"grid\":\"export\"}", "{\"relay\":\"on\"}");
    }

    /** From a stage with a credit in Wh that, where it is none, has been none for all of the grace. */
    private void transition(Stage from, long creditWh, Stage to, String... told) {
        state = new PrepaidState(from, creditWh > 0 ? 0 : 1_000);
        assertEquals(List.of(told), credit(creditWh, 601), from + " with " + creditWh + " Wh");
        assertEquals(to, state.stage(), from + " with " + creditWh + " Wh");
    }

    @Test
    void aMeterDeclaredCriticalWhileItWasOffGetsItsGridBack() {
        state = new PrepaidState(Stage.OFF, 1_000);
        terms = new PrepaidTerms(2, 1, 3, Duration.ZERO, true);
        assertEquals(List.of("{\"grid\":\"export\"}"), credit(-1_000, 10));
        assertEquals(Stage.SHED, state.stage());
    }

    @Test
    void theBalanceSaysWhenTheGridIsSwitchedOff() {
        assertEquals(0, balance(Stage.SHED, 0, false).offMs());
        assertEquals(605_000, balance(Stage.SHED, 5_000, false).offMs());
        assertEquals(0, balance(Stage.SHED, 5_000, true).offMs());
        assertEquals(0, balance(Stage.OFF, 5_000, false).offMs());
    }

    private static PrepaidBalance balance(Stage stage, long emptyMs, boolean critical) {
        return new PrepaidBalance("", "", stage, 0, 0, emptyMs,
                new PrepaidTerms(2, 1, 3, Duration.ofSeconds(600), critical));
    }
}
