package io.enerlink.gateway.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecimalsTest {
    @ParameterizedTest
    @CsvSource({"1350, 135000", "1350.2, 135020", "1350.25, 135025", "1350.2500, 135025", "0.01, 1", "-3.5, -350",
            "0, 0", "007, 700"})
    void readsWhatIsWrittenExactly(String text, long ticks) {
        assertEquals(ticks, Decimals.parse("price", text, Decimals.PRICE, Errors.BAD_TICK));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "1.", ".5", "-", "1e3", "+1", " 1", "1 ", "1,5", "0x10", "١", "NaN", "--1",
            "1.2.3", "00000000000000000000000000000000000000001"})
    void refusesWhatIsNoPlainDecimal(String text) {
        assertRefused(Errors.BAD_DECIMAL, text);
    }

    @Test
    void refusesMoreDecimalsThanTheUnitHas() {
        assertRefused(Errors.BAD_TICK, "1350.255");
    }

    @ParameterizedTest
    @ValueSource(strings = {"92233720368547758.08", "92233720368547759", "9223372036854775808",
            "99999999999999999999999999"})
    void refusesWhatDoesNotFit(String text) {
        assertRefused(Errors.VALUE_TOO_LARGE, text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "0.00", "-0", "-1", "-0.01"})
    void refusesZeroAndBelowWhereSomethingMustBe(String text) {
        ProtocolException refused = assertThrows(ProtocolException.class, () -> Decimals.parsePositive("price", text,
                Decimals.PRICE, Errors.BAD_TICK, Errors.BAD_PRICE));
        assertEquals(Errors.BAD_PRICE, refused.error());
    }

    @Property
    void comesBackAsItWent(@ForAll @LongRange(min = -Long.MAX_VALUE) long value,
            @ForAll @IntRange(min = 1, max = 9) int decimals) {
        String text = Decimals.format(value, decimals);
        assertEquals(value, Decimals.parse("value", text, decimals, Errors.INVALID_VALUE), text);
    }

    private static void assertRefused(Errors error, String text) {
        ProtocolException refused = assertThrows(ProtocolException.class,
                () -> Decimals.parse("price", text, Decimals.PRICE, Errors.BAD_TICK));
        assertEquals(error, refused.error());
    }
}
